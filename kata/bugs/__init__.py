"""The list of the bugs, the variants made of them, their patches and their pages, and how some are chosen."""
