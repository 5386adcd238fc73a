"""The workshop, put together beside the pages: Python for browsers, its packages, the tool, and the editor.

Nothing of it is asked for before a reader says so. It is one folder, which both languages share.
"""

import json
import re
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from book import LANGUAGES, SITE
from book.workshop.fetching import Archives
from book.workshop.telling import told
from kata import ROOT
from kata.places import installed_version

WORKSHOP = SITE / "workshop"
PAGE = Path(__file__).with_name("page")
PYODIDE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
TOOL = (  # what is read of the checkout; the rooms are those that the judge needs
    "book/__init__.py",
    "book/workshop/__init__.py",
    "book/workshop/inside/*.py",
    "bugs.toml",
    "fixed/*.py",
    "kata/*.py",
    *(
        f"kata/{room}/*.py"
        for room in ("bugs", "confined", "judging", "pipe", "recall", "student", "subject", "words")
    ),
    "kata/locales/*/LC_MESSAGES/*.mo",
    "original/*.py",
    "pyproject.toml",
    "tests/*.py",
    "tests/bugs/*.py",
    "tests/contract/*.py",
    "tests/contract/clauses/*.toml",
)
COUNTED = (
    "pyodide/pyodide.asm.wasm",
    "pyodide/python_stdlib.zip",
    "pyodide/pyodide-lock.json",
    "packages.zip",
    "netkata.zip",
)
STAND_IN = "book/workshop/inside/psutil.py"
LEFT_OUT = re.compile(  # of packages: what nobody imports there
    r"numpy/(.*/)?(tests|include|_pyinstaller|_examples|f2py|distutils)/|numpy/.*\.pyi$|.*\.(a|h|pxd)$"
    r"|pygments/(styles|formatters)/(?!__init__|_mapping|default|terminal)|pygments/lexers/(?!__init__|_mapping|python|diff)"
    r"|hypothesis/extra/(?!__init__|numpy|_array)|hypothesis/vendor/tlds.*"
)
ALIKE = (2000, 1, 1, 0, 0, 0)  # the time of whatever is in an archive: the same files make the same one
IMPORT = re.compile(r"""^((?:import|export)\b[^'"\n]*?\bfrom )(['"])([@\w][\w@/-]*)\2""", re.MULTILINE)


def make(folder: Path = WORKSHOP) -> None:
    """Write the workshop into a folder, which is made anew; raises `UnreachableError` if it cannot be had."""
    shutil.rmtree(folder, ignore_errors=True)
    archives = Archives()
    (folder / "editor").mkdir(parents=True)
    (folder / "pyodide").mkdir()
    with tarfile.open(archives.npm.pop("pyodide")) as tar:
        for name in PYODIDE:
            (folder / "pyodide" / name).write_bytes(_read(tar, f"package/{name}"))
    for name, path in archives.npm.items():
        with tarfile.open(path) as tar:
            (folder / "editor" / f"{_flat(name)}.js").write_text(_module(tar, archives.npm), encoding="utf-8")
            (folder / "editor" / f"{_flat(name)}.LICENSE").write_bytes(_read(tar, "package/LICENSE"))
    write_archive(folder / "packages.zip", _packages(archives.wheels.values()))
    write_archive(folder / "netkata.zip", _tool())
    shutil.copytree(PAGE, folder, dirs_exist_ok=True)
    size = sum((folder / name).stat().st_size for name in COUNTED)
    for language in LANGUAGES:
        text = json.dumps(told(language, size), ensure_ascii=False)
        (folder / f"{language}.json").write_text(text, encoding="utf-8")


def is_made(folder: Path = WORKSHOP) -> bool:
    """Tell whether it is there."""
    return (folder / "en.json").exists()


@cache  # a second's work, for every page that offers it
def megabytes(folder: Path = WORKSHOP) -> str:
    """Return how many megabytes a page loads from a server that compresses."""
    files = [
        path for path in folder.rglob("*") if path.suffix in (".js", ".mjs", ".json", ".wasm", ".zip", ".css")
    ]
    sizes = [len(zlib.compress(path.read_bytes(), 6)) for path in files]
    return f"{sum(sizes) / 1e6:.0f}"


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    assert file is not None
    return file.read()


def _flat(name: str) -> str:
    """Return the name of a package as that of a file: codemirror-view, of @codemirror/view."""
    return name.removeprefix("@").replace("/", "-")


def _module(tar: tarfile.TarFile, there: Collection[str]) -> str:
    """Return the module of a package of npm, importing others from beside it: browsers know no packages.

    Raises ValueError if one is imported that is not there.
    """
    package = json.loads(_read(tar, "package/package.json"))
    entry = package.get("module") or package["exports"]["import"]
    text = _read(tar, f"package/{entry.removeprefix('./')}").decode()
    if missing := {name for _, _, name in IMPORT.findall(text)} - {*there}:
        raise ValueError(f"{package['name']} imports {sorted(missing)}: expected them in versions.toml")
    return IMPORT.sub(lambda found: f'{found[1]}"./{_flat(found[3])}.js"', text)


def _packages(wheels: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of wheels that are of use."""
    for path in wheels:
        with zipfile.ZipFile(path) as wheel:
            for name in wheel.namelist():
                if not name.endswith("/") and not LEFT_OUT.match(name):
                    yield name, wheel.read(name)


def _tool() -> Iterator[tuple[str, bytes]]:
    """Yield what of the checkout runs in a page, and what Python's own list of packages says of NetKata."""
    for path in sorted(path for pattern in TOOL for path in ROOT.glob(pattern)):
        name = path.relative_to(ROOT).as_posix()
        yield ("psutil.py" if name == STAND_IN else name), path.read_bytes()
    version = installed_version()
    metadata = f"Metadata-Version: 2.1\nName: netkata\nVersion: {version}\n"
    yield f"netkata-{version}.dist-info/METADATA", metadata.encode()


def write_archive(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files as an archive: the same ones make the same archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, ALIKE), content, zipfile.ZIP_DEFLATED)
