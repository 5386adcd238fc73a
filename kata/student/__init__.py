"""The student's work: the exercise, what is found out of it, questions, and the end."""
