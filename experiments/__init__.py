"""Experiments: what each bug does to a training, and why the report's table came out as it did.

Each is measured from several seeds, with its result as data, as sentences, and as pictures. Plain `python -m
experiments` lists them.
"""
