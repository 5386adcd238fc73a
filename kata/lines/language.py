"""What a line may say: the library's names, numbers, and the little of numpy and Python that makes calls of them.

It is about behaviour: whatever looks into the code, the files or the interpreter is no word of it. It is no wall;
that is `kata.confined.walls`, behind which a line is run.
"""

import ast
from functools import cache
from typing import NoReturn

from kata import ROOT
from kata.words.translation import phrase

LONGEST = 500  # characters
LIBRARY = ("ActivationFunctions", "Adam", "FeedForward", "GradientDescent", "evaluate", "load_mnist")
READY = ("network", "X", "Y", "rng", "digits", "pale")  # what `kata.pipe.snippet` has ready
PYTHON = (
    *("abs", "all", "any", "bool", "dict", "enumerate", "float", "int", "len", "list", "max", "min", "range"),
    *("round", "set", "sorted", "str", "sum", "tuple", "zip"),
)
NUMPY = (
    *("abs", "all", "allclose", "any", "arange", "argmax", "argmin", "argsort", "array", "array_equal", "asarray"),
    *("bincount", "bool", "clip", "concatenate", "cos", "cumsum", "diag", "diff", "dot", "e", "exp", "eye"),
    *("float32", "float64", "full", "hstack", "inf", "int64", "isclose", "isfinite", "isinf", "isnan", "linalg"),
    *("linspace", "log", "max", "maximum", "mean", "min", "minimum", "nan", "newaxis", "norm", "ones", "outer"),
    *("pi", "ptp", "random", "default_rng", "repeat", "reshape", "round", "sign", "sin", "sort", "sqrt", "square"),
    *("std", "sum", "tile", "trace", "transpose", "uint8", "unique", "var", "vstack", "where", "zeros"),
)
METHODS = (  # of arrays, lists and generators
    *("T", "all", "any", "append", "argmax", "argmin", "astype", "clip", "copy", "count", "cumsum", "diagonal"),
    *("dot", "dtype", "flatten", "index", "integers", "items", "keys", "max", "mean", "min", "name", "ndim"),
    *("nonzero", "normal", "permutation", "prod", "random", "ravel", "repeat", "reshape", "round", "shape"),
    *("shuffle", "size", "standard_normal", "std", "sum", "tolist", "trace", "transpose", "uniform", "values"),
    "var",
)
PARTS = (
    *(ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.Constant, ast.Name, ast.Attribute, ast.Subscript),
    *(ast.Slice, ast.Call, ast.keyword, ast.Starred, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp),
    *(ast.Tuple, ast.List, ast.Dict, ast.Lambda, ast.arguments, ast.arg, ast.ListComp, ast.GeneratorExp),
    *(ast.comprehension, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)


class LineError(ValueError):
    """A line that is not run, and why, in a sentence."""


def checked(line: str) -> str:
    """Return a line without what surrounds it; raise `LineError` if it says what it may not."""
    line = line.strip()
    if not line:
        raise LineError(phrase("The line is empty."))
    if len(line) > LONGEST:
        raise LineError(phrase(f"The line has {len(line)} characters: at most {LONGEST} are read."))
    tree = _parsed(line)
    made = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    made |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        _check(node, made)
    if not isinstance(tree.body[-1], ast.Expr):
        raise LineError(phrase("The line ends without an answer: its last part has to be an expression."))
    return line


def _parsed(line: str) -> ast.Module:
    try:
        tree = ast.parse(line)
    except SyntaxError as error:
        raise LineError(phrase(f"Python cannot read this line: {error.msg}.")) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise LineError(phrase("Python cannot read this line.")) from error
    if not tree.body:
        raise LineError(phrase("The line is empty."))
    return tree


def _check(node: ast.AST, made: set[str]) -> None:
    """Raise `LineError` unless a part of a line is among those it may have."""
    if not isinstance(node, PARTS):
        raise LineError(phrase(f"{type(node).__name__} is no part of such a line: it has calls and values only."))
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool | int | float | str | None):
        _unknown(repr(node.value))
    if isinstance(node, ast.Name) and node.id not in {*LIBRARY, *READY, *PYTHON, "np", *made}:
        _unknown(node.id)
    if isinstance(node, ast.Name | ast.arg | ast.keyword | ast.Attribute):
        name = next(filter(None, (getattr(node, field, None) for field in ("id", "arg", "attr"))), "*")
        if name.startswith("_"):
            _unknown(name)
    if isinstance(node, ast.Attribute):
        of_numpy = isinstance(node.value, ast.Name) and node.value.id == "np"
        if node.attr not in ({*NUMPY} if of_numpy else {*METHODS, "norm", "default_rng"} | public_names()):
            _unknown(f"np.{node.attr}" if of_numpy else f".{node.attr}")


def _unknown(name: str) -> NoReturn:
    raise LineError(phrase(f"{name} is no name for such a line: it knows the library's own, and some of numpy."))


@cache
def public_names() -> frozenset[str]:
    """Return what the library's classes have: methods, and attributes, those that are set included."""
    found = set()
    for path in sorted((ROOT / "fixed").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return frozenset(name for name in found if not name.startswith("_"))
