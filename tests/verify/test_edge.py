"""The edge's own files: each OPD's route as declared, nothing edited in place."""

from __future__ import annotations

import json
from typing import Any

ROLE = "edge"


def test_routes_are_as_declared(part: Any, server: Any, host: Any) -> None:
    """The part's route on this edge is the declared one, untouched."""
    shown = host.run("kominfo-edge show %s", part.part)
    assert shown.rc == 0, f"{server.name} holds no route for {part.part}"
    found = json.loads(shown.stdout)
    assert found["route"]["sites"] == [service.route for service in part.services]
    assert found["drift"] == [], f"files of {part.part} were edited in place on {server.name}"


def test_configuration_is_ours(host: Any) -> None:
    """The edge's configuration is as the platform wrote it."""
    check = host.run("sha256sum --check --quiet /etc/kominfo/edge/written.sha256")
    assert check.rc == 0, check.stdout.strip() or check.stderr.strip()
