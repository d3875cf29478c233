"""What Git is asked: which work it does not know, and how two sets of edits become one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from infra.backends import git
from infra.errors import KominfoError

NAMES = ("yours", "before", "theirs")


def test_a_folder_that_no_checkout_holds_has_nothing_uncommitted(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert git.uncommitted(tmp_path) == ()


def test_only_what_is_below_the_folder_counts(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "dlh" / "web").mkdir(parents=True)
    (tmp_path / "lain").touch()
    assert git.uncommitted(tmp_path / "dlh") == ()
    (tmp_path / "dlh" / "web" / "baru").touch()
    (tmp_path / ".gitignore").write_text("abai\n")
    (tmp_path / "dlh" / "abai").touch()
    assert git.uncommitted(tmp_path / "dlh") == ("?? dlh/web/baru",)


def test_the_monitor_of_a_checkout_is_not_run(tmp_path: Path) -> None:
    """`core.fsmonitor` may name a program, and `git status` would run it."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monitor = tmp_path / "monitor"
    monitor.write_text(f"#!/bin/sh\ntouch {tmp_path}/RAN\n")
    monitor.chmod(0o755)
    subprocess.run(["git", "-C", str(tmp_path), "config", "core.fsmonitor", str(monitor)], check=True)
    git.uncommitted(tmp_path)
    assert not (tmp_path / "RAN").exists()


def test_edits_in_different_places_become_one() -> None:
    base = b"a\nb\nc\nd\ne\n"
    ours, theirs = base.replace(b"a", b"A"), base.replace(b"e", b"E")
    assert git.merged(ours, base, theirs, NAMES) == (b"A\nb\nc\nd\nE\n", 0)


def test_edits_of_the_same_line_are_marked_and_counted() -> None:
    content, conflicts = git.merged(b"ours\n", b"base\n", b"theirs\n", NAMES)
    assert conflicts == 1
    assert content == b"<<<<<<< yours\nours\n=======\ntheirs\n>>>>>>> theirs\n"


def test_a_failure_is_git_s_own_words() -> None:
    with pytest.raises(KominfoError, match=r"git merge-file: Git failed\n    why: .*[Bb]inary"):
        git.merged(b"\0a", b"\0b", b"\0c", NAMES)


def test_a_machine_without_git_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(KominfoError, match="there is no Git on this machine"):
        git.merged(b"a", b"b", b"c", NAMES)
