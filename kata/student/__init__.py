"""The student's work: the exercise, what is found out of it, predictions, and the end."""
