"""`run`: words reach the app as they were typed, and nobody has to guess which app."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from infra.backends import swarm
from infra.backends.ssh import Completed, Connection
from tests.unit.cli.test_cli import USAGE, run, stacks

__all__ = ["stacks"]
TWO = """\
opd: dlh
name: Dinas LH
sites: [{label: dlh, source: dinkes/web}, {label: dlh2, source: dinkes/web}]
"""


@pytest.fixture
def asked(stacks: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str], bytes]]:
    """What would have been run inside which service, with what on standard input."""
    (stacks / "demo" / "dlh.yaml").write_text(TWO)
    calls: list[tuple[str, list[str], bytes]] = []

    def inside(
        _: swarm.Swarm, servers: Mapping[str, Connection], service: str, words: Sequence[str], given: bytes
    ) -> Completed:
        assert "siantar-3" in servers
        calls.append((service, list(words), given))
        return Completed(3, b"sekali-pakai\n", b"tidak ada\n")

    monkeypatch.setattr(swarm, "run_inside", inside)
    return calls


def test_words_options_and_input_are_the_apps(
    asked: list[tuple[str, list[str], bytes]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with subprocess.Popen(["printf", "isi"], stdout=subprocess.PIPE, text=True) as given:
        monkeypatch.setattr("sys.stdin", given.stdout)
        assert run("run", "demo", "dinkes", "adduser", "siti", "--role", "admin opd") == 3
    assert asked == [("web-dinkes", ["adduser", "siti", "--role", "admin opd"], b"isi")]
    assert "sekali-pakai" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("demo", "dinas", "seed"), "demo has no OPD 'dinas'"),
        (("demo", "dlh", "seed"), "dlh has 2 sites"),
        (("--site", "lain", "demo", "dlh", "seed"), "dlh has no site 'lain'"),
        (("demo", "dlh"), "WORD"),
    ],
)
def test_what_leads_to_no_one_app_is_refused(
    asked: list[tuple[str, list[str], bytes]],
    words: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("run", *words) == USAGE
    assert said in capsys.readouterr().err
    assert asked == []
