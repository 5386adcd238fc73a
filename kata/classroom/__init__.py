"""A class: who is in it, what each is handed out, and the record of that, which the instructor keeps."""
