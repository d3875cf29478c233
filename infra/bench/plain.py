"""``python -m infra.bench.plain FOLDER ENGINE CUSTOM GROUPS up|refresh``: the floor, a plain Pulumi program.

One stack in the file backend, as the SDK's documentation has it: so many resources of the simplest kind (a
file of one line each) under so many components, brought up by the automation API.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pulumi
from pulumi import automation

from infra.bench.stage import BIN

PASSPHRASE = "bench"  # noqa: S105  # of a state that holds no secret and is thrown away


class Note(pulumi.CustomResource):
    def __init__(self, name: str, text: str, parent: pulumi.Resource) -> None:
        super().__init__("bench:index:Note", name, {"text": text}, pulumi.ResourceOptions(parent=parent))


def program(custom: int, groups: int) -> None:
    """``custom`` resources, dealt out among ``groups`` components."""
    parents = [
        pulumi.ComponentResource("bench:index:Group", f"group-{number}") for number in range(max(1, groups))
    ]
    for number in range(custom):
        Note(f"note-{number}", f"line {number}", parents[number % len(parents)])
    for parent in parents:
        parent.register_outputs({})


def main() -> None:
    """Bring it up (or ``refresh``: read everything first, too)."""
    folder, engine, custom, groups, operation = sys.argv[1:]
    home = Path(folder, "pulumi")
    home.mkdir(parents=True, exist_ok=True)
    stack = automation.create_or_select_stack(
        "plain",
        "bench",
        lambda: program(int(custom), int(groups)),
        opts=automation.LocalWorkspaceOptions(
            pulumi_command=automation.PulumiCommand(root=engine),
            pulumi_home=str(home),
            env_vars={
                "PATH": os.pathsep.join((str(BIN), os.environ["PATH"])),
                "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
                "PULUMI_SKIP_UPDATE_CHECK": "true",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            },
            project_settings=automation.ProjectSettings(
                "bench", runtime="python", backend=automation.ProjectBackend(url=Path(folder).as_uri())
            ),
        ),
    )
    stack.up(refresh=operation == "refresh" or None)


if __name__ == "__main__":
    main()
