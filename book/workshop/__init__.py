"""The workshop: the kata in a page of the book, with Python in the browser and the same judge as in a terminal.

`fetching` gets what it is made of from the registries, `making` puts it into the site, and `inside` is what runs
there. The page itself is in `docs/_static/workshop`.
"""
