"""A program that declares what ``things.json`` of its folder says: name → content."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pulumi

from infra.errors import KominfoError, Problem


class Thing(pulumi.CustomResource):
    token: pulumi.Output[str]

    def __init__(
        self, name: str, path: str, content: str, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("kominfo:index:Thing", name, {"path": path, "content": content, "token": None}, opts)


def declare(folder: Path, part: str, upstream: dict[str, Any] | None, secrets: Any) -> None:
    wanted: dict[str, str] = json.loads((folder / "things.json").read_text())
    sys.stdout.write("a program's print goes to the log\n")
    if "refuse" in wanted:
        raise KominfoError(
            Problem("things.json:1:1", "refuse", "such a name is not allowed", "a test", "rename it")
        )
    if "break" in wanted:
        raise RuntimeError("broken on purpose")
    group = pulumi.ComponentResource("test:index:Group", part)
    for name, content in wanted.items():
        thing = Thing(name, str(folder / "world" / name), content, pulumi.ResourceOptions(parent=group))
        pulumi.export(f"token_{name}", thing.token)
    group.register_outputs({})
    pulumi.export("part", part)
    pulumi.export("password", pulumi.Output.secret("s3cret"))
    pulumi.export("upstream", pulumi.Output.secret((upstream or {}).get("key", "none")))
