"""The student's work: the exercise, what is found out of it after each save, and how that is shown."""
