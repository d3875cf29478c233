"""Proves that what was declared is what runs: testinfra asks the real hosts what the plan expects."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.home import CHECKOUT

SUITE = CHECKOUT / "tests" / "verify"
CITY_FOLDER = "KOMINFO_VERIFY_CITY"
CA_FILE = "KOMINFO_VERIFY_CA"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fact of one host: ``subject`` is the server, site or record; ``why`` is empty when it holds."""

    subject: str
    fact: str
    holds: bool
    why: str = ""


class _Recorder:
    """Turns pytest's reports into verdicts."""

    def __init__(self, tell: Callable[[Verdict], None]) -> None:
        self.verdicts: list[Verdict] = []
        self._tell = tell
        self._facts: dict[str, tuple[str, str]] = {}

    @pytest.hookimpl
    def pytest_collection_modifyitems(self, items: list[pytest.Function]) -> None:
        for item in items:
            subject = item.callspec.id if hasattr(item, "callspec") else "city"
            fact = (item.function.__doc__ or item.originalname).strip().splitlines()[0].rstrip(".")
            self._facts[item.nodeid] = (subject, fact)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        subject, fact = self._facts[report.nodeid]
        self._add(Verdict(subject, fact, report.passed, "" if report.passed else _reason(report)))

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._add(Verdict("city", f"{report.nodeid} can be read", holds=False, why=report.longreprtext))

    def _add(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)
        self._tell(verdict)


def _reason(report: pytest.TestReport) -> str:
    """The assertion's own message, without pytest's frames."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = str(crash.message) if crash else report.longreprtext
    return text.removeprefix("AssertionError: ").strip()


def verify(
    folder: Path, ca_file: str, tell: Callable[[Verdict], None] = lambda _: None, only: Iterable[str] = ()
) -> list[Verdict]:
    """Ask every server and site of the city in ``folder``; a verdict per host and fact.

    ``ca_file`` is what sites' certificates are checked against (empty: the system's CAs); ``only`` narrows to
    pytest keyword expressions, joined by ``or``.
    """
    recorder = _Recorder(tell)
    os.environ[CITY_FOLDER] = str(folder)
    os.environ[CA_FILE] = ca_file
    narrowed = ["-k", " or ".join(only)] if only else []
    pytest.main(
        [
            str(SUITE),
            f"--rootdir={CHECKOUT}",
            f"--confcutdir={SUITE}",
            *("-c", str(CHECKOUT / "pyproject.toml")),
            *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:faulthandler"),
            *("-o", "addopts=--import-mode=importlib"),
            *narrowed,
        ],
        plugins=[recorder],
    )
    return recorder.verdicts
