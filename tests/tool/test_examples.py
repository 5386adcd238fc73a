"""The examples that tests pin with `@example` are the same in every run: data, and nothing that changes in use.

An example is made once, when its file is imported, and handed to the test as often as that runs in the process. A
`Generator` would give other numbers each time; a test takes a seed, and makes the generator of it.
"""

import tomllib
from importlib.util import module_from_spec, spec_from_file_location

import numpy as np
import pytest

from kata import ROOT

PLAIN = (int, float, str, bytes, type(None), np.generic)


def files():
    """Return the files of the tests of a library, those that are collected by default."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    paths = [ROOT / path for path in settings["tool"]["pytest"]["ini_options"]["testpaths"]]
    return [file for path in paths for file in (path.rglob("test_*.py") if path.is_dir() else [path])]


def pinned(file):
    """Return the examples that the tests of a file pin, each as the name of the test and the arguments."""
    spec = spec_from_file_location(file.stem, file)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return [
        (f"{file.name}::{name}", [*example.args, *example.kwargs.values()])
        for name, test in vars(module).items()
        for example in getattr(test, "hypothesis_explicit_examples", ())
    ]


def with_state(value):
    """Return the objects in a value that may have changed once they were used: all but plain data."""
    if isinstance(value, np.ndarray) and value.dtype.hasobject:
        value = value.tolist()
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return [found for part in value for found in with_state(part)]
    return [] if isinstance(value, (*PLAIN, np.ndarray)) else [value]


def test_no_pinned_example_has_a_state():
    """Of all properties that a library is judged by."""
    examples = [example for file in files() for example in pinned(file)]
    assert examples
    assert {test: found for test, arguments in examples if (found := with_state(arguments))} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "np.random.default_rng(0)",
        "np.random.RandomState(0)",
        "random.Random(0)",
        "iter([1, 2])",
        "io.StringIO()",
        "(1, {'rng': np.random.default_rng(0)})",
        "np.array([np.random.default_rng(0)], dtype=object)",
        "Network((2, 1), ('sigmoid',), np.random.default_rng(0))",
    ],
)
@pytest.mark.parametrize("keyword", ["", "value="])
def test_a_planted_state_is_found(tmp_path, planted, keyword):
    """A generator above all, also within a tuple, an array or a network, beside an example that is plain."""
    file = tmp_path / "test_planted.py"
    code = (
        "import io\nimport random\nimport numpy as np\nfrom hypothesis import example, given\n"
        "from hypothesis import strategies as st\nfrom kata.subject.interface import Network\n\n"
        f"@given(value=st.none())\n@example(value=np.ones(2))\n@example({keyword}{planted})\n"
        "def test_a_property(value):\n    pass\n"
    )
    file.write_text(code, encoding="utf-8")
    found = {test: with_state(arguments) for test, arguments in pinned(file) if with_state(arguments)}
    assert list(found) == ["test_planted.py::test_a_property"]
