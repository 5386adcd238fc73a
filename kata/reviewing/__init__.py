"""Reviews: fixes to be told right from wrong, and a line of Python that shows what is wrong with one."""
