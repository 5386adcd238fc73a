"""What runs in the browser, in a Web Worker: the judge, with the library under test in the same process.

There is no pipe and no wall there. Nobody else is in that browser, and no verdict of it counts for a mark.
"""
