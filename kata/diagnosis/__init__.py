"""Diagnoses: what is wrong with a sealed library, told by its training and its answers."""
