"""How tests see a library: what can be asked of it, by name, ours or anybody's."""
