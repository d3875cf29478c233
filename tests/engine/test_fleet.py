"""Several parts at once: bounded, and one that fails stops no other."""

from __future__ import annotations

from dataclasses import replace

from infra.engine.fleet import run_parts
from infra.engine.outputs import outputs
from infra.engine.stop import Stop
from tests.engine.conftest import Stage


def test_one_failure_stops_no_other(stage: Stage) -> None:
    stage.want(a="1")
    whole = stage.request("up")
    broken = replace(whole, part="disdukcapil", program="tests.engine.program:nothing")
    requests = [whole, broken, replace(whole, part="diskominfo")]
    results = run_parts(stage.engine, requests, 2, stage.events.append)
    assert [result.stack for result in results] == ["demo.dinkes", "demo.disdukcapil", "demo.diskominfo"]
    assert [result.outcome for result in results] == ["succeeded", "failed", "succeeded"]
    assert "AttributeError" in results[1].errors[0].fault
    assert {event.stack for event in stage.events} >= {"demo.dinkes", "demo.diskominfo"}
    found = outputs(stage.engine, "demo", "diskominfo")
    assert found is not None
    assert found["part"] == "diskominfo"


def test_after_an_interrupt_none_is_begun(stage: Stage) -> None:
    stage.want(a="1")
    stop = Stop()
    stop.request()
    requests = [stage.request("up"), replace(stage.request("up"), part="diskominfo")]
    results = run_parts(stage.engine, requests, 1, stage.events.append, stop=stop)
    assert [result.outcome for result in results] == ["interrupted", "interrupted"]
    assert list(stage.world.iterdir()) == []
