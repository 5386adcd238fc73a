"""`kata watch`: the watcher, which knows no terminal, and the screen with its keys."""
