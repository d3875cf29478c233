"""What is told of a task's findings: before and after, in few lines, and nothing of what is hidden."""

from __future__ import annotations

from typing import Any

import pytest

from infra.backends.ansible.difference import LINES, WIDTH, difference
from infra.backends.ansible.report import Report


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"changed": True}, ()),
        (
            {"diff": {"before": "a\nb\n", "after": "a\nc\n", "before_header": "/etc/x"}},
            ("/etc/x:", "-b", "+c"),
        ),
        (
            {"diff": [{"before": {"mode": "0777"}, "after": {"mode": "0644"}}, {"prepared": "as told\n"}]},
            ('- "mode": "0777"', '+ "mode": "0644"', "as told"),
        ),
        ({"diff": {"before": "same", "after": "same", "before_header": "/etc/x"}, "stdout": "why"}, ("why",)),
        (
            {
                "status": {"LoadState": "masked", "ActiveState": "inactive", "UnitFileState": "masked"},
                "invocation": {"module_args": {"name": "chrony", "state": "started", "enabled": True}},
            },
            ("- chrony: masked, inactive, masked", "+ chrony: started, enabled"),
        ),
        (
            {"stderr": "no packages found matching htop", "stdout": "installed curl\nhold installed runc\n"},
            ("no packages found matching htop",),
        ),
        ({"stdout": "install installed runc\nhold installed docker.io"}, ("install installed runc",)),
        ({"censored": "hidden", "diff": {"before": "rahasia", "after": ""}}, ()),
    ],
)
def test_what_is_told(result: dict[str, Any], told: tuple[str, ...]) -> None:
    assert difference(result) == told


def test_it_stays_short() -> None:
    lines = difference({"diff": {"before": "", "after": "\n".join(["y" * 999] * 99)}})
    assert len(lines) == LINES + 1
    assert lines[-1] == f"… {99 - LINES} more lines"
    assert max(map(len, lines)) == WIDTH + 1


def test_a_loop_tells_of_its_changed_items_alone() -> None:
    report = Report(lambda task: None)
    report.take({"event": "playbook_on_task_start", "event_data": {"task": "Write"}})
    for item, changed in (("a", True), ("b", False)):
        result = {"changed": changed, "item": item, "diff": {"before": f"{item}1", "after": f"{item}2"}}
        report.take({"event": "runner_item_on_ok", "event_data": {"task": "Write", "res": result}})
    report.take({"event": "runner_on_ok", "event_data": {"task": "Write", "res": {"changed": True}}})
    assert report.changed == ["Write [a]"]
    assert report.drift == ["Write [a]\n-a1\n+a2"]
