"""An exam: a quiz on paper for each student, drawn anew, with a key; every answer in it comes from a run."""
