"""What is made of ansible-runner's events, and what never leaves them."""

from __future__ import annotations

from typing import Any

import pytest

from infra.backends.ansible.report import Report
from infra.backends.ansible.secrets import Veil


def event(kind: str, task: str = "Install packages", **data: Any) -> dict[str, Any]:
    return {"event": kind, "event_data": {"task": task, "role": "docker", **data}}


@pytest.fixture
def report() -> Report:
    return Report(lambda task: None)


def failure(report: Report, **result: Any) -> Any:
    report.take(event("runner_on_failed", res={"failed": True, **result}))
    assert report.failure
    return report.failure


def test_changed_tasks_are_named_with_their_items(report: Report) -> None:
    report.take(event("playbook_on_task_start", task="docker : Write files"))
    for item, changed in (("a", True), ("b", False), ({"name": "c", "pem": "x" * 900}, True)):
        report.take(event("runner_item_on_ok", task="Write files", res={"changed": changed, "item": item}))
    report.take(event("runner_on_ok", task="docker : Write files", res={"changed": True}))
    report.take(event("playbook_on_task_start"))
    report.take(event("runner_on_ok", res={"changed": True}))
    report.take(event("runner_on_ok", task="Look", res={"changed": False}))
    assert report.changed == ["Write files [a, c]", "Install packages"]


def test_hidden_items_stay_hidden(report: Report) -> None:
    report.take(event("playbook_on_task_start"))
    hidden = {"censored": "hidden"}
    report.take({**event("runner_item_on_ok", res=hidden), "stdout": "changed: [s] => (item=None)"})
    report.take({**event("runner_on_ok", res=hidden), "stdout": "changed: [s]"})
    report.take({**event("runner_on_ok", task="Look", res=hidden), "stdout": "ok: [s]"})
    assert report.changed == ["Install packages [hidden]"]


def test_a_failure_tells_task_message_and_what_was_said(report: Report) -> None:
    found = failure(report, msg="non-zero return code\nmore", stderr="no space left", stdout="passed over")
    assert (found.task, found.fault) == ("Install packages", "non-zero return code")
    assert found.reason == "more\nno space left"


def test_a_failed_loop_tells_the_first_failed_item(report: Report) -> None:
    results = [{"item": "a"}, {"item": "b", "failed": True, "msg": "cannot"}, {"item": "c", "failed": True}]
    found = failure(report, msg="One or more items failed", results=results)
    assert (found.task, found.fault) == ("Install packages [b]", "cannot")


def test_argument_faults_are_listed(report: Report) -> None:
    found = failure(report, msg="Validation of arguments failed:\nx", argument_errors=["ssh_port is missing"])
    assert "ssh_port is missing" in found.reason


def test_a_hidden_failure_says_that_it_is_hidden_and_what_to_do(report: Report) -> None:
    found = failure(report, censored="the output has been hidden")
    assert "carries secrets" in found.reason
    assert "journalctl" in found.remedy


def test_apt_failures_point_at_the_mirror(report: Report) -> None:
    assert "mirror" in failure(report, msg="Failed to update apt cache").remedy


def test_failures_that_are_passed_over_do_not_count(report: Report) -> None:
    report.take(event("runner_on_failed", ignore_errors=True, res={"msg": "no"}))
    assert report.failure is None


def test_an_unreachable_server_is_called_that(report: Report) -> None:
    report.take(event("runner_on_unreachable", res={"msg": "Connection timed out"}))
    assert report.failure
    assert report.failure.fault == "the server cannot be reached over ssh"


def test_outputs_come_with_the_summary(report: Report) -> None:
    assert not report.complete
    report.take({"event": "playbook_on_stats", "event_data": {"artifact_data": {"token": "t"}}})
    assert report.complete
    assert report.outputs == {"token": "t"}
    assert "token" not in repr(report)


def test_secrets_are_covered_at_any_depth_and_line_by_line() -> None:
    veil = Veil({"a": [{"password": "rahasia-sekali"}], "b": "satu baris\ndua baris\n", "c": "abc", "d": 12})
    said = "login rahasia-sekali failed near dua baris, abc stays"
    assert veil.over(said) == "login *** failed near ***, abc stays"
