"""What a role is told in secret is hidden wherever a result could show it: logs, differences of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.home import CHECKOUT
from infra.model import load_city
from infra.plan import plan_city
from infra.plan.control import Control
from infra.plan.servers import RoleRun

# Secret to the state (they come from there), and public in the world.
PUBLIC = frozenset({"base_trusted_cas", "docker_registry_ca", "edge_image"})


def _runs() -> tuple[RoleRun, ...]:
    city = load_city(CHECKOUT / "stacks" / "demo")
    return plan_city(city, Control("ssh-ed25519 AAAA")).datacenter.role_runs


SECRETS = sorted({(run.role, name) for run in _runs() for name in run.secrets if name not in PUBLIC})


def _tasks(found: Any) -> Iterator[dict[str, Any]]:
    for task in found or ():
        for inner in ("block", "rescue", "always"):
            yield from _tasks(task.get(inner))
        yield {key: value for key, value in task.items() if key not in {"block", "rescue", "always"}}


def _tells(task: dict[str, Any], names: set[str]) -> bool:
    """Whether its arguments, or a template it names, hold one of ``names``; `uri` hides a password itself."""
    asked = task.get("ansible.builtin.uri")
    open_ones = {**task, "ansible.builtin.uri": {**asked, "url_password": ""}} if asked else task
    return any(name in str(open_ones) for name in names)


@pytest.mark.parametrize(("role", "secret"), SECRETS)
def test_a_task_that_handles_it_is_hidden(role: str, secret: str) -> None:
    folder = CHECKOUT / "roles" / role
    names = {secret} | {file.name for file in (folder / "templates").glob("*") if secret in file.read_text()}
    tasks: list[str] = []
    for file in sorted(Path(folder / "tasks").glob("*.yml")):
        for task in _tasks(yaml.safe_load(file.read_text())):
            if _tells(task, names) and not _only_asks(task):
                tasks.append(f"{file.name}: {task['name']}" if not task.get("no_log") else "hidden")
    assert tasks, "somewhere it is used"
    assert set(tasks) == {"hidden"}


def _only_asks(task: dict[str, Any]) -> bool:
    """Assertions and conditions read it and show nothing of it."""
    return "ansible.builtin.assert" in task or "ansible.builtin.include_tasks" in task
