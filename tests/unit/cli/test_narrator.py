"""What a person reads of a hand-made change."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.automation.events import OpType, StepEventMetadata, StepEventStateMetadata

from infra.cli.narrator import found
from infra.engine.narrate import MOST, SHOWN, Narrator
from infra.engine.request import Resource

URN = "urn:pulumi:demo.dinkes::kominfo::docker:index/service:Service::web-dinkes"


def moved(before: dict[str, Any], after: dict[str, Any], *paths: str, op: OpType = OpType.UPDATE) -> Resource:
    """The resource as a refresh tells it."""

    def side(outputs: dict[str, Any]) -> StepEventStateMetadata:
        return StepEventStateMetadata(
            type="docker:index/service:Service",
            urn=URN,
            id="1",
            parent="",
            inputs={},
            outputs=outputs,
            provider="",
        )

    narrator = Narrator("demo.dinkes", lambda event: None, refreshing=True)
    step = StepEventMetadata(
        op=op,
        urn=URN,
        type="docker:index/service:Service",
        provider="",
        old=side(before),
        new=side(after),
        detailed_diff=dict.fromkeys(paths),  # type: ignore[arg-type]  # only the paths are looked at
    )
    narrator._step("finished", step)
    return narrator.resources[URN]


def said(resource: Resource) -> list[str]:
    return list(found(resource))


@pytest.mark.parametrize("path", ["mode.replicated.replicas", "mode"])
def test_a_field_of_a_service_is_told_before_and_after(path: str) -> None:
    services = [{"mode": {"global": False, "replicated": {"replicas": count}}} for count in (2, 0)]
    assert said(moved(*services, path)) == ["mode.replicated.replicas: 2 → 0"]


def test_a_field_that_came_or_went_is_told_beside_nothing() -> None:
    assert said(moved({"a": {"b": 1}}, {"a": {"c": 2}}, "a")) == ["a.b: 1 → nothing", "a.c: nothing → 2"]


def test_what_is_gone_is_called_that() -> None:
    assert said(moved({"name": "web-dinkes"}, {}, op=OpType.DELETE)) == ["it: was there → is gone"]


@pytest.mark.parametrize("path", ["drift", "drift[0]"])
def test_what_a_provider_tells_is_told_in_its_words(path: str) -> None:
    after = {"drift": ["Write the settings\n/etc/x:\n-by hand\n+declared"]}
    assert said(moved({"drift": []}, after, path)) == [
        "Write the settings",
        "  /etc/x:",
        "  -by hand",
        "  +declared",
    ]


def test_it_stays_short() -> None:
    lines = said(moved({"drift": []}, {"drift": ["\n".join(["x" * 999] * 99)]}, "drift[0]"))
    assert len(lines) == MOST + 1
    assert max(map(len, lines)) <= SHOWN + 3
