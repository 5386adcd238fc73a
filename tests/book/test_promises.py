"""The reference of the library: what it says of parameters, results and exceptions is complete, and it is so."""

import ast
import gzip
import inspect
import re
import textwrap

import numpy as np
import pytest

import fixed
from book.promises import fields_of, promises
from kata import DATA
from kata.bugs import variants

PROMISES = promises()
M, INPUTS, OUTPUTS = 5, 4, 3
OWN_SECTIONS = {"optimizer.Optimizer.fit"}  # whose docstring has the sections of numpydoc itself
RAISED = [
    (name, error, line) for name, said in PROMISES.items() for error, (_, line) in said.get("raises", {}).items()
]


def modules():
    """Return the modules of the library with something public of their own."""
    return {name: getattr(fixed, name) for name in variants.modules() if name != "__init__"}


def thing_called(name):
    """Return a function, class or property by its name from the package on."""
    found = fixed
    for part in name.split("."):
        found = inspect.getattr_static(found, part) if inspect.isclass(found) else getattr(found, part)
    return getattr(found, "__func__", found)


def public_names():
    """Return the names of what the reference shows: classes, functions, methods and properties."""
    for module, content in modules().items():
        for name, thing in vars(content).items():
            if name.startswith("_") or getattr(thing, "__module__", "") != content.__name__:
                continue
            if inspect.isclass(thing) and thing is not fixed.ActivationFunctions:
                yield f"{module}.{name}"
            if not inspect.isclass(thing):
                yield f"{module}.{name}"
                continue
            for part, member in vars(thing).items():
                known = isinstance(member, staticmethod | property) or inspect.isfunction(member)
                if known and (not part.startswith("_") or part in {"__call__", "__isub__"}):
                    yield f"{module}.{name}.{part}"


def nodes_of(name):
    """Return the parameters of a function or of what a class is made with, and the exceptions that it names."""
    thing = thing_called(name)
    if isinstance(thing, property):
        thing = thing.fset or thing.fget
        parameters = set()
    elif hasattr(thing, "_fields"):
        return set(thing._fields), set()
    else:
        if inspect.isclass(thing):
            thing = thing.__init__
        parameters = set(inspect.signature(thing).parameters) - {"self"}
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    raised = {node.exc.func.id for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc}
    return parameters, raised


def surroundings(dtype, tmp_path):
    """Return the names that a line of the table may use."""
    rng = np.random.default_rng(0)
    network = fixed.FeedForward((INPUTS, 6, OUTPUTS), ["relu", "softmax"], dtype=dtype)
    network.init(rng)
    lost = fixed.FeedForward((INPUTS, 6, OUTPUTS), ["relu", "softmax"], dtype=dtype)
    lost.parameters[...] = np.nan
    n = network.parameters.size
    for part in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte"):
        (tmp_path / f"{part}.gz").write_bytes(gzip.compress(b"no IDX"))
    return {
        **vars(fixed),
        "np": np,
        "ParameterRow": fixed.parameter_row.ParameterRow,
        "DATA": DATA,
        "spoilt": tmp_path,
        "network": network,
        "lost": lost,
        "n": n,
        "X": rng.normal(size=(M, INPUTS)),
        "Y": np.eye(OUTPUTS)[rng.integers(0, OUTPUTS, M)],
        "Z": rng.normal(size=(M, n)).astype(dtype),
        "G": rng.normal(size=(1, n)).astype(dtype),
    }


def assert_as_promised(got, told, n, dtype):
    """Fail if an array has another shape or another dtype than is told."""
    sizes = {"m": M, "n": n, "inputs": INPUTS, "outputs": OUTPUTS, "C": OUTPUTS}
    shape = tuple(sizes.get(word) or int(word) for word in re.findall(r"\w+", told["shape"]))
    names = {"int64": np.int64} | dict.fromkeys(("of the dtype of Z", "of the dtype of the network"), dtype)
    assert (got.shape, got.dtype) == (shape, np.dtype(names[told["dtype"]])), told


def test_everything_public_is_there():
    """And nothing else: no function is without its parameters, results and exceptions."""
    assert sorted(PROMISES) == sorted(set(public_names()) - OWN_SECTIONS)


@pytest.mark.parametrize("name", PROMISES)
def test_the_parameters_are_those_of_the_code(name):
    """All of them, in their order; an exception that the function raises itself is named."""
    told = PROMISES[name]
    parameters, raised = nodes_of(name)
    assert set(told.get("takes", {})) == parameters, name
    assert raised <= set(told.get("raises", {})), name


@pytest.mark.parametrize("name", PROMISES)
def test_what_comes_back_is_told(name):
    """Unless nothing does."""
    thing = thing_called(name)
    function = thing.fget if isinstance(thing, property) else thing
    nothing = inspect.isclass(thing) or inspect.signature(function).return_annotation is None
    assert ("gives" in PROMISES[name]) != nothing


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", PROMISES)
def test_shapes_and_dtypes_are_what_comes_back(name, dtype, tmp_path):
    """Of the call that stands beside them, in single and in double precision."""
    told, names = PROMISES[name], surroundings(dtype, tmp_path)
    got = eval(told["try"], names)  # noqa: S307 - a line of our own table
    gives = told.get("gives", [])
    results = list(zip(got, gives, strict=True)) if isinstance(gives, list) and gives else [(got, gives)]
    for result, said in results:
        if isinstance(said, dict):
            assert_as_promised(result, said, names["n"], dtype)
    for name, said in (told.get("has", {}) | told.get("takes", {})).items():
        if isinstance(said, dict) and hasattr(got, name):
            assert_as_promised(getattr(got, name), said, names["n"], dtype)


@pytest.mark.parametrize(("name", "error", "line"), RAISED, ids=lambda part: str(part))
def test_an_exception_is_raised(name, error, line, tmp_path):
    """By the line that stands beside it, and exactly that one."""
    assert name in PROMISES
    with pytest.raises((ValueError, TypeError, FloatingPointError, FileNotFoundError)) as raised:
        eval(line, surroundings(np.float64, tmp_path))  # noqa: S307 - a line of our own table
    assert raised.type.__name__ == error


def test_an_array_has_its_shape_and_dtype_first():
    """And a function its fields in the order of numpydoc."""
    array = {"shape": "(m, n)", "dtype": "float32", "says": "A row each."}
    told = {"takes": {"Z": array}, "gives": ["One.", "Two."], "raises": {"ValueError": ["If not.", ""]}}
    assert fields_of(told) == [
        ":param Z: `(m, n)`, float32. A row each.",
        ":returns: One. Two.",
        ":raises ValueError: If not.",
    ]
