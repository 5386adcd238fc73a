"""Libraries by name: `original`, `fixed`, `exercise`, or any folder that holds a package with their interface.

The libraries of others have the name of their adapter: see `kata.subject.registry`.
"""

import importlib.util
import re
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from kata import ROOT
from kata.places import EXERCISE, find_exercise
from kata.subject.registry import ADAPTER_NAMES, find_adapter

OURS = {"original": ROOT / "original", "fixed": ROOT / "fixed"}


def find_library(name: str | Path) -> Path:
    """Return the folder of the library called `name`.

    Raises FileNotFoundError if there is none, and ValueError if there are several exercises.
    """
    if found := find_adapter(name):
        adapter, within = found
        return adapter.find(within)
    folder = _folder_of(str(name))
    if not (folder / "__init__.py").is_file():
        raise FileNotFoundError(
            f"no library {str(name)!r}: expected {', '.join([*OURS, EXERCISE])} or a folder with an __init__.py; "
            f"or an adapter: {', '.join(ADAPTER_NAMES)}"
        )
    return folder


def _folder_of(name: str) -> Path:
    if name == EXERCISE:
        return find_exercise()
    return OURS.get(name) or Path(name).resolve()


def find_own(name: str | Path) -> Path:
    """Return the folder of a library with the interface of ours; raise ValueError for an adapter's name."""
    if find_adapter(name):
        raise ValueError(f"{str(name)!r} is an adapter: expected a library with the interface of `fixed`")
    return find_library(name)


def absolute(name: str) -> str:
    """Return a library's name with its folder, if it has one, in full, as another working directory needs it."""
    adapter, colon, folder = name.partition(":") if find_adapter(name) else ("", "", name)
    return name if folder in ("", *OURS) else f"{adapter}{colon}{_folder_of(folder)}"


def load_library(name: str | Path) -> ModuleType:
    """Import the library called `name` under a module name of its own, so that it hides no other package."""
    folder = find_library(name)
    return load_package(folder, "library_" + re.sub(r"\W", "_", str(folder)))


class FromSource(SourceFileLoader):
    """Compiles what it loads each time.

    Python keeps bytecode by the time of the last change, in whole seconds, and the length of the text: after two
    saves in one second it can be that of the first.
    """

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the name of the protocol
        """Return the code of the module, neither read from a cache nor written to one."""
        return self.source_to_code(self.get_data(self.path), self.path)


def load_package(folder: Path, module_name: str) -> ModuleType:
    """Import the package in a folder under this module name, if it has not been."""
    if module_name in sys.modules:
        return sys.modules[module_name]
    init = str(folder / "__init__.py")
    spec = importlib.util.spec_from_file_location(
        module_name, init, loader=FromSource(module_name, init), submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} cannot be imported as a package")
    sys.path_importer_cache[str(folder)] = FileFinder(str(folder), (FromSource, SOURCE_SUFFIXES))
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[module_name]
        raise
    return module
