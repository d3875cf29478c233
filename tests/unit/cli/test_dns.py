"""`dns import`: shown first, written when asked, and the same again adds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.unit.cli.test_cli import DONE, FAILED, USAGE, run, stacks

__all__ = ["stacks"]
ZONE = """\
$TTL 3600
@ SOA ns1 hostmaster 1 3600 600 1209600 300
@ NS ns1
@ TXT "v=spf1 mx -all"
surat 600 A 198.51.100.9
arsip MX 10 surat
dinkes A 198.51.100.1
"""


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    file = tmp_path / "lama.zone"
    file.write_text(ZONE)
    return file


def test_a_dry_run_shows_and_writes_nothing(
    stacks: Path, zone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = stacks / "demo" / "datacenter.yaml"
    before = part.read_text()
    assert run("dns", "import", "demo", str(zone)) == DONE
    said = capsys.readouterr().out
    assert part.read_text() == before
    assert yaml.safe_load(said) == [
        {"name": "surat", "type": "A", "ttl": 600, "values": ["198.51.100.9"]},
        {"name": "arsip", "type": "MX", "values": ["10 surat.pematangsiantar.test."]},
    ]
    for why in (
        "# left out, the name server makes it: @ SOA",
        "# left out, it is declared already: @ TXT",
        "# left out, a site of dinkes (Dinas Kesehatan) is published there: dinkes A",
        "--write",
    ):
        assert why in said


def test_what_is_written_is_kept_and_the_same_again_adds_nothing(
    stacks: Path, zone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = stacks / "demo" / "datacenter.yaml"
    before = part.read_text()
    assert run("dns", "import", "demo", str(zone), "--write") == DONE
    after = part.read_text()
    assert set(before.splitlines()) < set(after.splitlines())
    assert run("dns", "import", "demo", str(zone), "--write") == DONE
    assert part.read_text() == after
    assert "# there is nothing to add" in capsys.readouterr().out
    assert run("validate", "demo") == DONE


def test_what_cannot_be_adopted_is_told_and_the_rest_written(
    stacks: Path, zone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zone.write_text(f"{ZONE}* A 198.51.100.1\n")
    assert run("dns", "import", "demo", str(zone), "--write") == FAILED
    assert f"{zone}:8: * A: it is a wildcard" in capsys.readouterr().err
    assert "name: surat" in (stacks / "demo" / "datacenter.yaml").read_text()


def test_what_the_city_would_not_be_valid_with_is_not_written(
    stacks: Path, zone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More than a declaration may hold: seen before it is written, whatever the reason."""
    part = stacks / "demo" / "datacenter.yaml"
    before = part.read_text()
    many = "".join(f'x{number} TXT "{"x" * 240}"\n' for number in range(1000))
    zone.write_text(ZONE + many)
    assert run("dns", "import", "demo", str(zone), "--write") == FAILED
    assert "datacenter.yaml" in capsys.readouterr().err
    assert part.read_text() == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["demo"],
        ["demo", "file", "--axfr", "127.0.0.1"],
        ["demo", "file", "--tsig", "key"],
        ["demo", "--axfr", "127.0.0.1:0"],
        ["demo", "--axfr", "127.0.0.1:99999"],
        ["demo", "--axfr", "tidak ada"],
        ["demo", "--axfr", "-x"],
        ["nowhere", "file"],
    ],
    ids=" ".join,
)
def test_wrong_usage(words: list[str], stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("dns", "import", *words) == USAGE
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize("words", [["nothing"], ["import", "demo", "/nowhere"]], ids=" ".join)
def test_no_traceback_reaches_the_user(
    words: list[str], stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("dns", *words) in (FAILED, USAGE)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--resolver", "127.0.0.1"], ["--online", "--resolver", "127.0.0.1:x"]])
def test_a_resolver_goes_with_online(words: list[str], stacks: Path) -> None:
    assert run("validate", "demo", *words) == USAGE
