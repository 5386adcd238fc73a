"""The build of the wheel: all that the tool reads goes into the package, as `kata/content`."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Content(BuildHookInterface[Any]):
    """Adds what pyproject.toml lists; an editable installation reads the files of the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Say where in the wheel each of them goes."""
        if version == "standard":
            build_data["force_include"] |= {path: f"kata/content/{path}" for path in self.config["content"]}
