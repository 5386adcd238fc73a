"""What is handed in beside a library, or without one: tests of the dojo, and records of exams."""

import json
from collections import Counter

from kata.bugs.variants import modules
from kata.sparring.cast import files_of_tests

BESIDE = DOJO, RECORDS = "dojo/", "records/"  # what their names begin with, wherever they lay
EXAMS = ("review", "diagnosis")

Place = tuple[str, ...]  # of a file: the folders, and its name


def is_record(content: bytes) -> bool:
    """Whether a file is the record of an exam in reviews or diagnoses, in UTF-8, as whoever scores it reads it."""
    try:
        return json.loads(content.decode("utf-8-sig"))["record"] in EXAMS
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def taken_beside(files: dict[Place, str]) -> tuple[dict[str, str], Place]:
    """Take tests and records out of the files of a submission; return them by name, and the folder of the tests.

    Of two records with the same name one counts; of two folders with tests that with more of them, and whatever
    lies beside them there is taken along.
    """
    records = sorted(place for place in files if place[-1].endswith(".json"))
    taken = {f"{RECORDS}{place[-1]}": files.pop(place) for place in records}
    found = Counter(place[:-1] for place in files if place[-1] in files_of_tests())
    if not found:
        return taken, ()
    folder = min(found, key=lambda place: (-found[place], len(place), place))
    library = {f"{module}.py" for module in modules()}
    tests = [place for place in files if place[:-1] == folder and place[-1] not in library]
    return taken | {f"{DOJO}{place[-1]}": files.pop(place) for place in tests}, folder
