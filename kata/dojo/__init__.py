"""The dojo: a student writes tests, and is told which wrong libraries they catch, and which are worth nothing."""
