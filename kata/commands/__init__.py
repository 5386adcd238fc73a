"""The commands of `kata`, one a file. What is slow to import is imported when a command runs."""
