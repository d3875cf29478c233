"""The real engine on a stack of a test's own, with our plugin in front on PATH."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.home import CHECKOUT
from tests.contract.docker.program import Wish, program
from tests.support.automation import automation

PLUGINS = CHECKOUT / "infra/providers/docker/bin"


@dataclass
class Story:
    """One stack; every step may ask for something else."""

    folder: Path
    engine_root: Path
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "state").mkdir()

    def stack(self, wish: Wish) -> automation.Stack:
        environment = {
            "PATH": f"{PLUGINS}:{os.environ['PATH']}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "KOMINFO_PROGRESS": str(self.folder / "progress"),
        }
        settings = automation.ProjectSettings(
            name="kominfo",
            runtime="python",
            backend=automation.ProjectBackend(url=f"file://{self.folder / 'state'}"),
        )
        options = automation.LocalWorkspaceOptions(
            work_dir=str(self.folder),
            pulumi_command=automation.PulumiCommand(root=str(self.engine_root)),
            project_settings=settings,
            env_vars=environment,
        )
        return automation.create_or_select_stack(
            "demo.dinkes", project_name="kominfo", program=program(wish), opts=options
        )

    def up(self, wish: Wish) -> dict[str, int]:
        """Changes by kind, without ``same``; raises CommandError with what the engine said."""
        return _changes(self.stack(wish).up(on_output=self.said.append).summary.resource_changes)

    def preview(self, wish: Wish) -> dict[str, int]:
        done = self.stack(wish).preview(on_output=self.said.append)
        return _changes(done.change_summary)

    def refresh(self, wish: Wish) -> dict[str, int]:
        return _changes(self.stack(wish).refresh(on_output=self.said.append).summary.resource_changes)

    def destroy(self, wish: Wish) -> dict[str, int]:
        return _changes(self.stack(wish).destroy(on_output=self.said.append).summary.resource_changes)

    def clean(self, wish: Wish) -> None:
        """Nothing differs: not to the engine, not after asking the world, not after that."""
        assert self.preview(wish) == {}
        assert self.refresh(wish) == {}
        assert self.preview(wish) == {}

    def state(self, wish: Wish) -> dict[str, Any]:
        """Name -> resource, as exported."""
        exported = self.stack(wish).export_stack().deployment
        assert exported is not None
        return {entry["urn"].rpartition("::")[2]: entry for entry in exported["resources"]}

    def text(self) -> str:
        return "".join(file.read_text() for file in (self.folder / "state").rglob("*.json")) + json.dumps(
            self.said
        )


def _changes(counts: Any) -> dict[str, int]:
    """The summary in plain words, whichever of its two shapes the Automation API gives."""
    plain = {str(getattr(kind, "value", kind)): count for kind, count in (counts or {}).items()}
    return {kind: count for kind, count in plain.items() if kind != "same"}
