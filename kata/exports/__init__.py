"""What becomes of graded work: points, a page for each student, and the files that other platforms read."""

GRADEBOOKS = ("moodle", "canvas")
FORMATS = ("marks", "feedback", "junit", "gradescope", "prairielearn", "classroom50", *GRADEBOOKS)
