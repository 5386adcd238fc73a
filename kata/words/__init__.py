"""The words on the screen: which language they are in, and what stands for an English text in it.

English is the data everywhere, in notes, verdicts and JSON. What a person reads is translated where it is shown.
"""
