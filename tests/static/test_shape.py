"""Budgets of the house: sizes, who may import what, who may print, and a reason beside every exception."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MODULES = sorted((CHECKOUT / "infra").rglob("*.py"))
MODULE_LINES = 300
FUNCTION_LINES = 60
MEDIAN_LINES = 120


def _name(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_module_is_small(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_functions_are_small(module: Path) -> None:
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES} == {}


def test_the_median_module_is_short() -> None:
    lines = sorted(len(module.read_text().splitlines()) for module in MODULES)
    assert lines[len(lines) // 2] <= MEDIAN_LINES


@pytest.mark.parametrize("room", ["model", "plan"])
def test_pure_rooms_know_nothing_of_the_world(room: str) -> None:
    forbidden = {"pulumi", "pulumi_docker", "docker", "ansible_runner", "subprocess", "socket", "requests"}
    for module in (CHECKOUT / "infra" / room).rglob("*.py"):
        assert not _imports(module) & forbidden, _name(module)


def test_the_experimental_provider_api_is_met_in_one_room() -> None:
    users = {_name(path) for path in MODULES if "pulumi.provider.experimental" in path.read_text()}
    assert users
    assert all(name.startswith("infra/providers/framework/") for name in users)


def test_only_the_command_line_prints() -> None:
    for module in MODULES:
        if module.is_relative_to(CHECKOUT / "infra" / "cli"):
            continue
        calls = [
            node.lineno
            for node in ast.walk(ast.parse(module.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        ]
        assert calls == [], _name(module)


def test_nothing_is_given_to_a_shell_as_a_string() -> None:
    for module in MODULES:
        assert not re.search(r"shell=True|os\.system\(|os\.popen\(", module.read_text()), _name(module)


EXCEPTION = re.compile(r"#\s*(noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[^\]]*\])?)(.*)$")


def test_every_exception_has_its_reason() -> None:
    bare = []
    for path in [*MODULES, *sorted((CHECKOUT / "tests").rglob("*.py"))]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = EXCEPTION.search(line)
            if match and "EXCEPTION" not in line and len(match.group(2).strip(" #-—:")) < 8:
                bare.append(f"{_name(path)}:{number}: {line.strip()}")
    assert bare == []


def test_what_apps_have_in_common_can_be_sent_as_text() -> None:
    """The role `images` hands each file on as text: names without spaces, content in UTF-8."""
    library = CHECKOUT / "opd_templates" / "_base" / "opd"
    files = [path for path in library.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".mo")]
    assert files
    for path in files:
        assert not re.search(r"\s", _name(path)), path
        path.read_text(encoding="utf-8")


def test_every_role_says_what_it_takes() -> None:
    roles = sorted(path for path in (CHECKOUT / "roles").iterdir() if path.is_dir())
    assert roles
    for role in roles:
        for needed in ("README.md", "meta/argument_specs.yml", "tasks/main.yml"):
            assert (role / needed).is_file(), f"{role.name} lacks {needed}"
