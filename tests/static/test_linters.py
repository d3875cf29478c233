"""Every file passes its language's own checker, as strict as it goes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def tracked(*patterns: str) -> list[str]:
    """Files of the checkout that Git knows, or would (not ignored)."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (CHECKOUT / name).is_file()]


def shell_scripts() -> list[str]:
    def is_shell(name: str) -> bool:
        head = (CHECKOUT / name).read_bytes()[:40]
        return head.startswith((b"#!/bin/sh", b"#!/bin/busybox sh", b"#!/usr/bin/env bash", b"#!/bin/bash"))

    # A template is no script before it is rendered.
    return [name for name in tracked() if not name.endswith(".j2") and is_shell(name)]


def check(argv: list[str]) -> None:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        argv, cwd=CHECKOUT, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]


@pytest.mark.parametrize(
    "argv",
    [
        ["ruff", "check", "--no-cache", "."],
        ["ruff", "format", "--no-cache", "--check", "."],
        ["mypy", "infra"],
        ["yamllint", "--strict", "."],
        ["ansible-lint", "--offline", "--profile", "production", "roles"],
    ],
    ids=lambda argv: " ".join(argv[:2]),
)
def test_linter(argv: list[str]) -> None:
    check([str(BIN / argv[0]), *argv[1:]])


def test_shellcheck() -> None:
    scripts = shell_scripts()
    assert "kominfo" in scripts
    check([str(BIN / "shellcheck"), *scripts])
