"""Anything a part is made of changes its stamp; nothing else does."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.engine import stamp
from infra.engine.stack import Stack
from infra.home import Home

STACK = Stack("demo", "dinkes")
UPSTREAM = {"network": "edge", "password": "s"}


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    for name in (
        "dinkes.yaml",
        "web/index.md",
        "web/deep/page.md",
        "infra/code.py",
        "roles/base/tasks/main.yml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def digest(parts: Path, upstream: dict[str, str] | None = None) -> str:
    given = UPSTREAM if upstream is None else upstream
    inputs = {"dinkes.yaml": parts / "dinkes.yaml", "source of dinkes": parts / "web"}
    return stamp.total(
        stamp.digests(inputs, {"what the data center gives": given}, stamp.platform_digest(parts))
    )


CHANGES: dict[str, Callable[[Path], object]] = {
    "the YAML": lambda at: (at / "dinkes.yaml").write_text("other"),
    "the YAML is gone": lambda at: (at / "dinkes.yaml").unlink(),
    "a page": lambda at: (at / "web/deep/page.md").write_text("other"),
    "a page of equal length": lambda at: (at / "web/deep/page.md").write_text("web/deep/pagE.md"),
    "a page is gone": lambda at: (at / "web/index.md").unlink(),
    "a page is new": lambda at: (at / "web/new.md").touch(),
    "a page has moved": lambda at: (at / "web/index.md").rename(at / "web/home.md"),
    "a file may be run": lambda at: (at / "web/index.md").chmod(0o755),
    "a link": lambda at: (at / "web/link").symlink_to("index.md"),
    "a link to a folder": lambda at: (at / "web/link").symlink_to("deep"),
    "a link that leads nowhere": lambda at: (at / "web/link").symlink_to("nowhere"),
    "the platform's code": lambda at: (at / "infra/code.py").write_text("other"),
    "a role": lambda at: (at / "roles/base/tasks/main.yml").write_text("other"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_changes_the_digest(parts: Path, what: str) -> None:
    before = digest(parts)
    CHANGES[what](parts)
    assert digest(parts) != before


def test_what_is_taken_from_the_data_center_counts(parts: Path) -> None:
    assert digest(parts, {**UPSTREAM, "password": "t"}) != digest(parts)
    assert digest(parts, {}) != digest(parts)


def test_what_does_not_matter_does_not_count(parts: Path) -> None:
    before = digest(parts)
    (parts / "infra/__pycache__").mkdir()
    (parts / "infra/__pycache__/code.pyc").touch()
    (parts / "infra/cli").mkdir()
    (parts / "infra/cli/words.py").touch()
    (parts / "web/.git").mkdir()
    (parts / "web/.git/HEAD").touch()
    os.utime(parts / "web/index.md", (1, 1))
    assert digest(parts, dict(reversed(UPSTREAM.items()))) == before


def test_fresh_only_after_success_with_the_same_inputs(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", tmp_path / "cache")
    assert not stamp.fresh(home, STACK, "a")
    stamp.write(home, STACK, "a", "f", "failed")
    assert not stamp.fresh(home, STACK, "a")
    assert not stamp.framed(home, STACK, "f")
    stamp.write(home, STACK, "a", "f", "succeeded")
    assert stamp.fresh(home, STACK, "a")
    assert stamp.framed(home, STACK, "f")
    assert not stamp.framed(home, STACK, "a")
    assert not stamp.fresh(home, STACK, "b")
    assert not stamp.fresh(home, Stack("demo", "other"), "a")


def test_a_lifted_one_vouches_for_nothing_until_it_is_given_back(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", tmp_path / "cache")
    assert stamp.take(home, STACK) is None
    stamp.write(home, STACK, "a", "f", "succeeded")
    taken = stamp.take(home, STACK)
    assert taken
    assert not stamp.fresh(home, STACK, "a")
    assert not stamp.framed(home, STACK, "f")
    assert stamp.take(home, STACK) is None
    stamp.put(home, STACK, taken)
    assert stamp.fresh(home, STACK, "a")


def test_a_broken_stamp_is_no_stamp(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", tmp_path / "cache")
    stamp.write(home, STACK, "a", "f", "succeeded")
    next(home.city("demo").stamps.iterdir()).write_text('{"digest"')
    assert not stamp.fresh(home, STACK, "a")
