"""Reads that come at once are asked together; a run of many plays is told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infra.backends.ansible import Outcome, RoleCall
from infra.backends.ansible.report import Plays, Report
from infra.backends.ssh import Connection
from infra.providers.kominfo.role_reading import Readings


def call(role: str, address: str = "203.0.113.1") -> RoleCall:
    return RoleCall(Connection(address, 22, "kominfo", Path("key"), Path("hosts")), role)


def asked_at_once(readings: Readings, calls: Sequence[RoleCall]) -> list[Outcome | None]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(readings.of, calls))


def test_reads_of_one_server_become_one_run_and_each_gets_its_own_answer() -> None:
    runs: list[list[str]] = []

    def check(calls: Sequence[RoleCall]) -> list[Outcome | None]:
        runs.append([call.role for call in calls])
        return [Outcome((call.role,), {}) for call in calls]

    calls = [call("base"), call("ssh"), call("dns", "203.0.113.2"), call("tls", "203.0.113.2")]
    found = asked_at_once(Readings(check), calls)
    assert [one and one.changed for one in found] == [("base",), ("ssh",), ("dns",), ("tls",)]
    assert sorted(sorted(run) for run in runs) == [["base", "ssh"], ["dns", "tls"]]


def test_a_read_that_comes_alone_is_asked_alone() -> None:
    def check(calls: Sequence[RoleCall]) -> list[Outcome | None]:
        raise AssertionError(calls)

    assert asked_at_once(Readings(check), [call("base")]) == [None]


def test_a_run_that_breaks_leaves_nobody_waiting() -> None:
    def check(calls: Sequence[RoleCall]) -> list[Outcome | None]:
        raise OSError("no memory left")

    readings = Readings(check)
    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(readings.of, one) for one in (call("base"), call("ssh"))]
    faults = [one.exception() for one in ended]
    assert sorted(map(str, faults)) == ["None", "no memory left"]
    assert asked_at_once(readings, [call("base")]) == [None], "the next one is not held up"


def event(kind: str, **data: Any) -> Mapping[str, Any]:
    return {"event": kind, "event_data": data}


CHANGED = event("runner_on_ok", task="Write it", res={"changed": True})
BEGUN, ENDED = event("playbook_on_play_start"), event("playbook_on_stats")


@pytest.mark.parametrize(
    ("events", "returncode", "passed"),
    [
        ([BEGUN, CHANGED, BEGUN, CHANGED, BEGUN, ENDED], 0, 3),
        ([BEGUN, CHANGED, BEGUN, event("runner_on_failed", task="x", res={}), ENDED], 2, 1),
        ([BEGUN, event("runner_on_unreachable", task="x", res={}), ENDED], 4, 0),
        ([], 4, 0),
        ([BEGUN, BEGUN], -9, 1),
    ],
    ids=["all", "the second failed", "unreachable", "a role is not there", "killed in the second"],
)
def test_plays_that_ended_well_are_told_from_others(
    events: list[Mapping[str, Any]], returncode: int, passed: int
) -> None:
    plays = Plays([Report(lambda _: None) for _ in range(3)])
    for one in events:
        plays.take(one)
    assert plays.passed(returncode) == passed


def test_what_changed_belongs_to_its_play() -> None:
    plays = Plays([Report(lambda _: None) for _ in range(2)])
    for one in (BEGUN, BEGUN, CHANGED, ENDED):
        plays.take(one)
    assert [report.changed for report in plays.reports] == [[], ["Write it"]]
