"""The code of an exercise, read but not run: what was changed, what is no Python, and where a function stands."""

import ast
import difflib
import io
import warnings
from collections.abc import Iterable
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path

from kata.bugs import variants
from kata.bugs.manifest import Bug
from kata.student.exercise import Exercise
from kata.words.translation import phrase

NO_END = "\n\\ No newline at end of file\n"  # as in every patch
LARGEST = 2**20  # bytes of a module: the longest of ours has some thousands


def changes(exercise: Exercise, modules: Iterable[str]) -> str:
    """Return what was changed in modules since the start, as a unified diff."""
    parts: list[str] = []
    for module in modules:
        path = exercise.folder / f"{module}.py"
        now = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        old, new = lines_of_text(exercise.notes.start_text(module)), lines_of_text(now)
        parts += difflib.unified_diff(old, new, f"a/{path.name}", f"b/{path.name}")
    return "".join(part if part.endswith("\n") else f"{part}{NO_END}" for part in parts)


def lines_of_text(text: str) -> list[str]:
    """Return the lines of a text with their ends, as editors and patches count them: a form feed ends none."""
    return list(io.StringIO(text))


def syntax_error(folder: Path) -> SyntaxError | None:
    """Return what keeps the code from being read, or is missing of it, as an error with file and line."""
    for module in variants.modules():
        path = folder / f"{module}.py"
        try:
            _parsed(path)
        except SyntaxError as error:  # what cannot be decoded, or has a null byte, comes without a place
            return SyntaxError(error.msg, (str(path), error.lineno or 1, error.offset or 1, error.text or ""))
        except ValueError as error:
            return SyntaxError(str(error), (str(path), 1, 1, ""))
        except (RecursionError, MemoryError):
            return SyntaxError(phrase("it is nested too deeply, or too long"), (str(path), 1, 1, ""))
        except OSError:
            return SyntaxError(phrase("the file is missing; `kata reset` brings it back"), (str(path), 1, 1, ""))
    return None


def _parsed(path: Path) -> ast.Module:
    """Return what Python reads in a file; whatever is none, such as a pipe of that name, is missing."""
    if not path.is_file():
        raise FileNotFoundError(path)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"the file is larger than {LARGEST // 2**20} MiB")
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(path.read_bytes(), str(path))


def look_at(folder: Path, bug: Bug) -> tuple[Path, int]:
    """Return the file and the line in which a bug is in `original`, or of what stands now in its place."""
    first = variants.hunks(bug.module)[bug.hunks[0] - 1]
    original = variants.ORIGINAL / f"{bug.module}.py"
    name = _function_at(original, first.start + 1)
    path, line = line_of(folder, bug.module, name)
    its, before = _text_of(path, name), _text_of(original, name)
    head = line_of(variants.ORIGINAL, bug.module, name)[1]
    return path, line + _place_in(its, before, first.start + 1 - head) if its else line


def _text_of(path: Path, name: str) -> list[str]:
    """Return the lines of the class or function of this qualified name, without their indentation."""
    with suppress(OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        lines = path.read_text(encoding="utf-8").split("\n")
        for qualified, node in _definitions(_parsed(path)):
            if qualified == name:
                return [line.strip() for line in lines[node.lineno - 1 : node.end_lineno]]
    return []


def _place_in(lines: list[str], before: list[str], number: int) -> int:
    """Return which of some lines is the one that was this number among those before, or stands in its place."""
    for _, start, end, now, then in SequenceMatcher(None, before, lines, autojunk=False).get_opcodes():
        if start <= number < end:
            return min(now + number - start, max(then - 1, now), len(lines) - 1)
    return 0


def line_of(folder: Path, module: str, name: str) -> tuple[Path, int]:
    """Return the file of a module, and the line of the class or function of this qualified name, or the first."""
    path = folder / f"{module}.py"
    with suppress(OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        for qualified, node in _definitions(_parsed(path)):
            if qualified == name:
                return path, node.lineno
    return path, 1


def _definitions(tree: ast.AST, prefix: str = "") -> list[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Return all classes and functions of a tree with their qualified names, outer ones first."""
    found: list[tuple[str, ast.FunctionDef | ast.ClassDef]] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append((f"{prefix}{node.name}", node))
            found += _definitions(node, f"{prefix}{node.name}.")
    return found


def _function_at(path: Path, line: int) -> str:
    """Return the qualified name of the innermost function that holds a line."""
    functions = [
        (name, node)
        for name, node in _definitions(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef)
    ]
    return [name for name, node in functions if node.lineno <= line <= (node.end_lineno or 0)][-1]
