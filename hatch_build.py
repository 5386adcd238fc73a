"""The build of the wheel: what the tool reads goes into the package, as `kata/content`, and its languages, too."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Content(BuildHookInterface[Any]):
    """Adds what pyproject.toml lists; an editable installation reads the files of the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues, for an editable installation, too; say where in the wheel the rest goes."""
        root = Path(self.root)
        compiled = runpy.run_path(str(root / "book" / "compiled.py"))["compile_catalogues"](root)
        build_data["artifacts"] += [f"/{path.relative_to(root).as_posix()}" for path in compiled]
        if version == "standard":
            build_data["force_include"] |= {path: f"kata/content/{path}" for path in self.config["content"]}
