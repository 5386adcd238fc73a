"""Every code block of the book runs, and what it shows is what comes out: `pytest docs`.

Blocks of ```python are sessions of Python, or definitions, and in blocks of
```console each line that begins with $ is a command of the shell. The blocks of a page run one after the other.
"""

from book.running import collect_file

pytest_collect_file = collect_file
