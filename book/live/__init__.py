"""What a reader can move and answer on a page: pictures with sliders, and the questions of `kata predict`.

`directives` puts them into the pages, with their words and what has to be run for them. What they do is in
`docs/_static/live`: plain JavaScript, a file a picture, with the maths in the small.
"""
