"""What a run's events add up to: changed tasks, outputs, the failure in readable words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.backends.ansible.difference import difference

REASON_LENGTH = 1500


@dataclass(frozen=True, slots=True)
class Failure:
    """The task that ended the run, and why."""

    task: str
    fault: str
    reason: str
    remedy: str
    unreachable: bool = False


@dataclass(slots=True)
class Report:
    """Fed with ansible-runner's events; ``complete`` once the run gave its summary."""

    on_task: Callable[[str], None]
    task: str = ""
    changed: list[str] = field(default_factory=list)
    drift: list[str] = field(default_factory=list, repr=False)
    outputs: dict[str, Any] = field(default_factory=dict, repr=False)
    failure: Failure | None = None
    complete: bool = False
    _items: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def take(self, event: Mapping[str, Any]) -> bool:
        """One event; unknown kinds are passed over. False, as ansible-runner need not keep it on disk."""
        data = event.get("event_data") or {}
        match event.get("event"):
            case "playbook_on_task_start" | "playbook_on_handler_task_start":
                self._start(data)
            case "runner_item_on_ok" if _changed(event, data):
                self._items.append(_label(data["res"]))
                self._lines += difference(data["res"])
            case "runner_on_ok" if _changed(event, data):
                self._note_change(data)
            case "runner_on_failed" if not data.get("ignore_errors"):
                self.failure = failed(data)
            case "runner_on_unreachable":
                self.failure = unreachable(data)
            case "playbook_on_stats":
                self.complete = True
                self.outputs = dict(data.get("artifact_data") or {})
        return False

    def _start(self, data: Mapping[str, Any]) -> None:
        self.task = task_name(data)
        self._items = []
        self._lines = []
        self.on_task(self.task)

    def _note_change(self, data: Mapping[str, Any]) -> None:
        items = f" [{', '.join(self._items)}]" if self._items else ""
        self.changed.append(task_name(data) + items)
        lines = self._lines or difference(data["res"])
        self.drift.append("\n".join((self.changed[-1], *lines)))


@dataclass(slots=True)
class Plays:
    """Reports of a run's plays, in their order, fed with all its events."""

    reports: Sequence[Report]
    begun: int = 0

    def take(self, event: Mapping[str, Any]) -> bool:
        """One event, told to the play it belongs to."""
        self.begun += event.get("event") == "playbook_on_play_start"
        return self.reports[self.begun - 1].take(event) if self.begun else False

    def passed(self, returncode: int) -> int:
        """How many ended well: those that others followed, and the last one when the run itself did."""
        well = returncode == 0 and self.reports[-1].complete
        return self.begun if well else max(0, self.begun - 1)


def _changed(event: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Whether the task (or item) changed something. A hidden result hides that; the display tells."""
    result = data.get("res") or {}
    if "censored" in result:
        return any(line.startswith("changed:") for line in str(event.get("stdout", "")).splitlines())
    return bool(result.get("changed"))


def task_name(data: Mapping[str, Any]) -> str:
    """The task's own name, without the role's in front of it."""
    name = str(data.get("task") or data.get("name") or "")
    role = str(data.get("role") or "")
    return name.removeprefix(f"{role} : ")


def failed(data: Mapping[str, Any]) -> Failure:
    """The failure of a task, from the first failed item when it is a loop."""
    result = data.get("res") or {}
    items = [item for item in result.get("results") or [] if isinstance(item, dict) and item.get("failed")]
    label = f" [{_label(items[0])}]" if items else ""
    result = items[0] if items else result
    if "censored" in result:
        return Failure(
            task_name(data) + label,
            "failed",
            "its result is hidden, as it carries secrets",
            "read the server's journal of that moment (journalctl -n 100), or run the role by hand there",
        )
    message = str(result.get("msg") or "failed").strip()
    return Failure(task_name(data) + label, _first_line(message), _reason(message, result), _remedy(message))


def unreachable(data: Mapping[str, Any]) -> Failure:
    """The server went away, before or during the run."""
    message = str((data.get("res") or {}).get("msg") or "").strip()
    return Failure(
        task_name(data),
        "the server cannot be reached over ssh",
        message[-REASON_LENGTH:],
        "check that it runs and lets our key in, then run the same again",
        unreachable=True,
    )


def _label(result: Mapping[str, Any]) -> str:
    """A loop item as Ansible shows it; hidden ones stay hidden, long ones are cut."""
    if "censored" in result:
        return "hidden"
    label = result.get("_ansible_item_label", result.get("item", ""))
    if isinstance(label, Mapping):
        label = next((label[key] for key in ("name", "label", "path", "key") if key in label), "…")
    return str(label)[:80]


def _first_line(message: str) -> str:
    return message.splitlines()[0][:300]


def _reason(message: str, result: Mapping[str, Any]) -> str:
    """The rest of the message, what the program said, and what argument_specs found wrong."""
    parts = [
        "\n".join(message.splitlines()[1:]),
        "; ".join(map(str, result.get("argument_errors") or [])),
        *(str(result.get(key) or "").strip() for key in ("stderr", "module_stderr")),
    ]
    if not any(parts):
        parts = [str(result.get(key) or "").strip() for key in ("stdout", "module_stdout")]
    return "\n".join(dict.fromkeys(part for part in parts if part))[-REASON_LENGTH:]


def _remedy(message: str) -> str:
    if "dpkg" in message or "apt" in message.lower():
        return "check that the server reaches its mirror (datacenter.yaml: mirror) and that no other apt runs"
    return "mend the cause on the server or in the role, then run the same again: what was done stays done"
