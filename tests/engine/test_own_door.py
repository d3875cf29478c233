"""The same program under Pulumi's own command: the stack's name says which part of which city it is."""

from __future__ import annotations

from collections import Counter

import pytest

from infra.engine.plugins import plugin_path
from tests.engine.conftest import Stage


def test_a_city_is_previewed_whole_before_there_is_any(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMINFO_HOME", str(stage.engine.home.root))
    preview = stage.run(
        "preview", part="datacenter", program="tests.engine.own_door:declare", plugin_path=plugin_path()
    )
    assert preview.outcome == "succeeded", preview.errors
    assert set(preview.changes) == {"create"}
    made = Counter(resource.type.rpartition(":")[2] for resource in preview.resources)
    assert (made["Server"], made["RecordSet"], made["Network"], made["Service"]) == (3, 1, 1, 1)
    assert made["RoleRun"] == 27


def test_a_part_is_told_what_it_lacks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMINFO_HOME", str(stage.engine.home.root))
    preview = stage.run("preview", program="tests.engine.own_door:declare", plugin_path=plugin_path())
    assert preview.outcome == "succeeded", preview.errors
    assert any("known after the data center is up" in event.text for event in stage.events)
