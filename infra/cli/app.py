"""Assembles the command groups and turns every error into words and an exit status."""

from __future__ import annotations

import importlib
import os
import sys

import typer
from typer.exceptions import TyperException

from infra.cli import output, warming
from infra.errors import KominfoError

USAGE = 64  # sysexits.h EX_USAGE
INTERRUPTED = 130
GROUPS = (
    "demo",
    "declare",
    "deploy",
    "rollback",
    "secret",
    "run",
    "dns",
    "backup",
    "rescue",
    "verify",
    "scaffold",
    "trust",
    "server",
    "check",
    "bench",
)

app = typer.Typer(
    name="kominfo",
    help="One declaration, a whole city data center.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 failed, 2 differences found, 64 wrong usage."""
    sys.exit(_run(sys.argv[1:] if argv is None else argv))


def _run(argv: list[str]) -> int:
    try:
        warming.begin(argv)
        for group in GROUPS:
            importlib.import_module(f"infra.cli.{group}").register(app)
        result = app(argv, prog_name="./kominfo", standalone_mode=False)
    except TyperException as wrong:
        output.error(f"{wrong.format_message()}\n    do: ./kominfo {' '.join([*argv[:1], '--help'])}")
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        output.error("stopped; the next `up` continues from here")
        return INTERRUPTED
    except KominfoError as failure:
        output.problems(failure.problems)
        return failure.exit_code
    except Exception as bug:
        return _unexpected(bug)
    return result if isinstance(result, int) else 0


def _unexpected(bug: Exception) -> int:
    """A fault nobody foresaw: one line for the user, the traceback only for who asks for it."""
    if os.environ.get("KOMINFO_TRACEBACK"):
        raise bug
    output.error(
        f"unexpected {type(bug).__name__}: {bug}\n    do: KOMINFO_TRACEBACK=1 ./kominfo … shows where"
    )
    return 1
