"""`server` and the end of a data center: what is refused, what is written, what is said to run next."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.unit.cli.test_cli import DONE, FAILED, USAGE, run, stacks

__all__ = ["stacks"]

FOURTH = ("--address", "172.30.77.14", "--memory", "4G", "--role", "worker", "--role", "edge")
KEY = "SHA256:" + "A" * 43


@pytest.fixture
def declared(stacks: Path) -> Path:
    return stacks / "demo" / "datacenter.yaml"


def make_real(declared: Path) -> None:
    declared.write_text(declared.read_text().replace("driver: lab", "driver: ssh"))


def test_a_server_is_added_and_what_comes_next_is_said(
    declared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = declared.read_text()
    assert run("server", "add", "demo", "siantar-4", *FOURTH) == DONE
    assert yaml.safe_load(declared.read_text())["servers"]["siantar-4"] == {
        "address": "172.30.77.14",
        "memory": "4G",
        "roles": ["worker", "edge"],
    }
    assert [line for line in before.splitlines() if line not in declared.read_text().splitlines()] == []
    assert "next: ./kominfo up demo\n" in capsys.readouterr().out


def test_a_real_server_without_a_known_key_is_to_be_trusted_first(
    declared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_real(declared)
    assert run("server", "add", "demo", "siantar-4", *FOURTH) == DONE
    assert "next: ./kominfo trust demo, then ./kominfo up demo\n" in capsys.readouterr().out
    fifth = ("--address", "172.30.77.15", *FOURTH[2:], "--host-key", KEY)
    assert run("server", "add", "demo", "siantar-5", *fifth) == DONE
    assert "next: ./kominfo up demo\n" in capsys.readouterr().out
    assert yaml.safe_load(declared.read_text())["servers"]["siantar-5"]["host_key"] == KEY


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("add", "demo", "siantar-1", *FOURTH), USAGE, "demo has a server siantar-1 already"),
        (("add", "demo", "siantar-4", *FOURTH[2:]), USAGE, "--address"),
        (
            ("add", "demo", "siantar-4", "--address", "172.30.77.11", *FOURTH[2:]),
            FAILED,
            "172.30.77.11 belongs to siantar-1 already",
        ),
        (("add", "demo", "Siantar 4", *FOURTH), FAILED, "Siantar 4"),
        (("add", "demo", "siantar-4", *FOURTH[:-1], "manager"), FAILED, "it is manager and worker at once"),
        (("forget", "demo", "siantar-1", "--yes"), FAILED, "siantar-1 alone is `registry`"),
        (("replace", "demo", "siantar-1", "--yes"), FAILED, "siantar-1 alone is `dns-primary`"),
        (("forget", "demo", "siantar-2"), USAGE, "say --yes"),
        (("replace", "demo", "siantar-2"), USAGE, "say --yes"),
        (
            ("replace", "demo", "siantar-2", "--address", "172.30.77.13"),
            FAILED,
            "belongs to siantar-2 already",
        ),
        (("replace", "demo", "siantar-9", "--yes"), FAILED, "there is no server 'siantar-9'"),
    ],
)
def test_what_would_be_wrong_is_refused_and_nothing_written(
    declared: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, said: str
) -> None:
    before = declared.read_bytes()
    assert run("server", *words) == status
    assert said in capsys.readouterr().err
    assert declared.read_bytes() == before


def test_a_data_center_of_real_servers_ends_by_its_name_alone(
    declared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_real(declared)
    for words in (["--yes"], ["datacenter", "--yes"], ["--confirm", "dem"]):
        assert run("destroy", "demo", *words) == USAGE
        assert "say --confirm demo" in capsys.readouterr().err
