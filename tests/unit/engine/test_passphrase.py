"""The passphrase is right, kept to its owner, and checked before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.engine import passphrase
from infra.engine.sealing import opens
from infra.errors import KominfoError
from infra.home import Home

# Written by the real engine (Pulumi 3.250.0) for the passphrase "correct horse".
SALT = "v1:jeM2ttXucqY=:v1:V92s+LqYW8TEOlQq:aWIInIlTuC0r526JmXhmmhJ6A4anbA=="


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("KOMINFO_PASSPHRASE_FILE", raising=False)
    return Home(tmp_path / "home", tmp_path / "cache")


def write(file: Path, text: str, mode: int = 0o600) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


def fault(home: Home) -> str:
    with pytest.raises(KominfoError) as caught:
        passphrase.unlock(home)
    return caught.value.problems[0].fault


def test_created_is_strong_private_and_unlocks(home: Home) -> None:
    made = passphrase.create(home)
    assert len(set(made)) > 8
    assert len(made.replace("-", "")) == 40
    assert home.passphrase.stat().st_mode & 0o777 == 0o600
    assert home.verifier.stat().st_mode & 0o777 == 0o600
    assert made not in home.verifier.read_text()
    assert passphrase.unlock(home) == made


def test_created_twice_is_refused(home: Home) -> None:
    made = passphrase.create(home)
    with pytest.raises(KominfoError, match="in use already"):
        passphrase.create(home)
    assert passphrase.unlock(home) == made


def test_first_use_is_remembered_and_another_refused(home: Home) -> None:
    write(home.passphrase, "one\n")
    assert passphrase.unlock(home) == "one"
    write(home.passphrase, "two\n")
    assert fault(home) == "this is not the passphrase of this state"


def test_typed_ones_are_checked_too(home: Home) -> None:
    assert passphrase.unlock(home, lambda _: "typed") == "typed"
    with pytest.raises(KominfoError, match="not the passphrase"):
        passphrase.unlock(home, lambda _: "mistyped")
    assert not home.passphrase.exists(), "what was typed is not written down"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610])
def test_open_to_others_is_refused(home: Home, mode: int) -> None:
    write(home.passphrase, "one\n", mode)
    assert fault(home) == "others can read the passphrase"


def test_missing_and_empty_are_refused(home: Home) -> None:
    assert fault(home) == "there is no passphrase"
    write(home.passphrase, "\n")
    assert fault(home) == "the passphrase is empty"


def test_the_file_may_be_elsewhere(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "elsewhere", "there")
    monkeypatch.setenv("KOMINFO_PASSPHRASE_FILE", str(tmp_path / "elsewhere"))
    assert passphrase.unlock(home) == "there"


def test_without_its_verifier_the_state_itself_decides(home: Home) -> None:
    file = home.city("demo").state / ".pulumi/stacks/kominfo/demo.datacenter.json"
    state = {"checkpoint": {"latest": {"secrets_providers": {"state": {"salt": SALT}}}}}
    write(file, json.dumps(state))
    write(home.passphrase, "wrong horse")
    assert fault(home) == "this is not the passphrase of this state"
    assert not home.verifier.exists(), "a wrong one is not remembered"
    write(home.passphrase, "correct horse")
    assert passphrase.unlock(home) == "correct horse"
    assert home.verifier.exists()


def test_salt_of_the_real_engine() -> None:
    assert opens(SALT, "correct horse")
    assert not opens(SALT, "correct  horse")


def test_escrow_is_private_and_overwrites_nothing(home: Home, tmp_path: Path) -> None:
    made = passphrase.create(home)
    sheet = tmp_path / "escrow.txt"
    passphrase.write_escrow(home, made, sheet)
    assert made in sheet.read_text()
    assert sheet.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KominfoError, match="was not written"):
        passphrase.write_escrow(home, made, sheet)
