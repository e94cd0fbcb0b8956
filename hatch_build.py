"""Build hook: the wheel carries every finished model, so that it works from an empty folder.

A folder of ``models/`` counts as finished when it holds a configuration and weights; anything else
lying there (notes, a run in progress) stays out. An editable install needs no copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds ``models/NAME`` to the wheel as ``stance/models/NAME``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for config in sorted(Path(self.root, "models").glob("*/config.json")):
            folder = config.parent
            if any(folder.glob("*.safetensors")):
                build_data["force_include"][str(folder)] = f"stance/models/{folder.name}"
