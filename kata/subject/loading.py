"""Loading a library from its folder, under a module name of its own."""

import importlib.util
import re
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType


def load_from(folder: Path) -> ModuleType:
    """Import the library in a folder under a module name of its own, so that it hides no other package."""
    return load_package(folder, "library_" + re.sub(r"\W", "_", str(folder)))


class FromSource(SourceFileLoader):
    """Compiles what it loads each time, or has compiled from the same text.

    Python keeps bytecode by the time of the last change, in whole seconds, and the length of the text: after two
    saves in one second it can be that of the first.
    """

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the name of the protocol
        """Return the code of the module, neither read from a file nor written to one."""
        text = self.get_data(self.path)
        if text not in _compiled:
            _compiled[text] = self.source_to_code(text, self.path)
        return _placed(_compiled[text], self.path)


_compiled: dict[bytes, CodeType] = {}  # most modules of a library are those of many others


def _placed(code: CodeType, path: str) -> CodeType:
    """Return code as if it had been compiled from the file at this path."""
    inner = (_placed(each, path) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_filename=path, co_consts=tuple(inner))


def load_package(folder: Path, module_name: str) -> ModuleType:
    """Import the package in a folder under this module name, if it has not been."""
    return _load(folder / "__init__.py", module_name, folder)


def load_file(path: Path, module_name: str | None = None) -> ModuleType:
    """Import a single file under this module name, or one of its own, if it has not been."""
    return _load(path, module_name or "file_" + re.sub(r"\W", "_", str(path)))


def _load(path: Path, module_name: str, folder: Path | None = None) -> ModuleType:
    """Import a file; that of a package with its folder, so that its modules are read from source, too."""
    if module_name in sys.modules:
        return sys.modules[module_name]
    spec = importlib.util.spec_from_file_location(
        module_name,
        str(path),
        loader=FromSource(module_name, str(path)),
        submodule_search_locations=[str(folder)] if folder else None,
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder or path} cannot be imported")
    if folder:
        sys.path_importer_cache[str(folder)] = FileFinder(str(folder), (FromSource, SOURCE_SUFFIXES))
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[module_name]
        if folder:
            _name_as_written(error, module_name, folder.name)
        raise
    return module


def _name_as_written(error: BaseException, module_name: str, folder: str) -> None:
    """Have an error of an import speak of a library by its folder: its name here says nothing to who wrote it."""

    def written(text: str) -> str:
        return text.replace(f"{module_name}.", "").replace(module_name, folder)

    if isinstance(error, ImportError) and isinstance(error.msg, str):
        error.msg = written(error.msg)
    elif type(error) is AttributeError:
        error.args = tuple(written(said) if isinstance(said, str) else said for said in error.args)
