"""Secrets at rest: sealed, bound to their place, told apart by versions that give nothing away."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from infra.engine.vault import Vault
from infra.errors import KominfoError
from infra.home import CityHome

VALUE = b"kenari-7f3a\n\x00\xff"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(CityHome(tmp_path / "demo"), "dlh")


def test_what_is_kept_comes_back_and_stands_nowhere_in_clear(vault: Vault) -> None:
    assert vault.put("sandi", "kunci", VALUE)
    opened = vault.open("sandi", ("kunci", "lain"))
    assert base64.b64decode(opened["kunci"]["value"]) == VALUE
    assert list(opened) == ["kunci"]
    kept = vault.file.read_bytes()
    assert b"kenari" not in kept
    assert base64.b64encode(VALUE)[:12] not in kept
    assert vault.file.stat().st_mode & 0o777 == 0o600


def test_a_version_is_of_the_value_and_of_this_vault_alone(vault: Vault, tmp_path: Path) -> None:
    vault.put("sandi", "kunci", b"satu")
    first = vault.list()[0].version
    assert not vault.put("sandi", "kunci", b"satu")
    assert vault.put("sandi", "kunci", b"dua")
    assert vault.list()[0].version != first
    vault.put("sandi", "kunci", b"satu")
    assert vault.list()[0].version == first
    other = Vault(CityHome(tmp_path / "demo"), "dinkes")
    other.put("sandi", "kunci", b"satu")
    assert other.list()[0].version != first, "equal values cannot be told from outside"


def test_another_passphrase_opens_nothing(vault: Vault) -> None:
    vault.put("sandi", "kunci", VALUE)
    with pytest.raises(KominfoError, match="does not open with this passphrase"):
        vault.open("lain", ("kunci",))


def test_a_sealed_value_is_bound_to_its_name(vault: Vault) -> None:
    vault.put("sandi", "kunci", VALUE)
    vault.put("sandi", "pintu", b"lain")
    kept = json.loads(vault.file.read_text())
    kept["secrets"]["pintu"] = kept["secrets"]["kunci"]
    vault.file.write_text(json.dumps(kept))
    with pytest.raises(KominfoError, match="pintu does not open"):
        vault.open("sandi", ("pintu",))


def test_what_is_dropped_is_gone(vault: Vault) -> None:
    vault.put("sandi", "kunci", VALUE)
    assert vault.drop("kunci")
    assert not vault.drop("kunci")
    assert vault.list() == ()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"salt": 1, "secrets": {}}', '{"salt": "AA==", "secrets": 1}']
)
def test_a_damaged_file_is_told(vault: Vault, text: str) -> None:
    vault.put("sandi", "kunci", VALUE)
    vault.file.write_text(text)
    with pytest.raises(KominfoError, match="the secrets cannot be read"):
        vault.list()
