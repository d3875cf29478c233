"""The passphrase's first day: it is made, and a copy for the safe is offered."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import typer

from infra.cli import output


def ask_passphrase() -> Callable[[str], str] | None:
    """A prompt for the passphrase, in a terminal alone."""
    return (lambda question: str(typer.prompt(question, hide_input=True))) if sys.stdin.isatty() else None


def ensure_passphrase(*, unattended: bool = False) -> None:
    """Make a strong one where this home has none yet; in a terminal, offer the escrow copy.

    Without a terminal only ``unattended`` makes one (the demo: its secrets are the lab's alone); elsewhere
    whoever runs this decides where it is kept, and opening the state says how.
    """
    from infra.engine.passphrase import create, passphrase_file
    from infra.home import Home

    home = Home.find()
    person = sys.stdin.isatty()
    if os.environ.get("KOMINFO_PASSPHRASE_FILE") or not (person or unattended):
        return
    if passphrase_file(home).exists() or home.verifier.exists():
        return
    made = create(home)
    output.say(f"a passphrase was made for the state: {home.passphrase} (keep a copy elsewhere)")
    if person:
        _offer_escrow(made)


def _offer_escrow(passphrase: str) -> None:
    from infra.engine.passphrase import write_escrow
    from infra.errors import KominfoError
    from infra.home import Home

    question = "Write a copy for the safe to (a new file, on a medium you take away; empty: not now)"
    while target := str(typer.prompt(question, default="", show_default=False)).strip():
        try:
            write_escrow(Home.find(), passphrase, Path(target).expanduser())
        except KominfoError as fault:
            output.problems(fault.problems)
            continue
        output.say(f"written to {target}")
        return
