"""Holds a run between the world's create and the checkpoint, so that a test can kill it right there.

``python -m tests.support.hold kominfo|docker`` serves the real plugin; only, a create of the armed type never
returns once its work is done. The types are those of the real plugins, and no code of theirs knows of this.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.providers import framework

PLUGINS = Path(__file__).parent / "holding"
VARIABLE = "KOMINFO_TEST_HOLD"


@dataclass(frozen=True, slots=True)
class Hold:
    """A folder by which the test and the plugins speak. ``type_`` is ``<package>.<Kind>``."""

    folder: Path

    def arm(self, type_: str) -> None:
        """The next create of ``type_`` shall not return."""
        (self.folder / type_).touch()

    def holds(self, type_: str) -> str:
        """The id that the held create made in the world; empty while nothing is held."""
        file = self.folder / f"{type_}.held"
        return file.read_text() if file.exists() else ""

    def release(self, type_: str) -> None:
        """Forget the hold, once the run is dead; the type may be armed again."""
        (self.folder / f"{type_}.held").unlink()

    def take(self, type_: str, made: str) -> bool:
        """Called by a plugin after a create: whether it is the one to hold. One only is."""
        try:
            (self.folder / type_).unlink()
        except FileNotFoundError:
            return False
        (self.folder / f"{type_}.new").write_text(made)
        (self.folder / f"{type_}.new").rename(self.folder / f"{type_}.held")
        return True


def _held(hold: Hold, type_: str, create: Callable[..., tuple[str, Any]]) -> Callable[..., tuple[str, Any]]:
    def held(*arguments: Any) -> tuple[str, Any]:
        made = create(*arguments)
        if hold.take(type_, made[0]):
            threading.Event().wait()
        return made

    return held


def main() -> None:
    package = sys.argv.pop(1)
    hold = Hold(Path(os.environ[VARIABLE]))
    serve = framework.serve

    def serve_held(name: str, version: str, resources: list[Any], *more: Any, **named: Any) -> None:
        for resource in resources:
            type_ = f"{name}.{type(resource).__name__}"
            resource.create = _held(hold, type_, resource.create)
        serve(name, version, resources, *more, **named)

    framework.serve = serve_held  # type: ignore[assignment]  # it passes on whatever it is given
    runpy.run_module(f"infra.providers.{package}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
