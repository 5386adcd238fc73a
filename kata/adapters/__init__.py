"""Adapters of other people's libraries, a module each; `kata.subject.registry` loads the one that is asked for."""
