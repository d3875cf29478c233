"""The secrets of an OPD: one file beside the state. Names and dates stand in clear, values are sealed.

scrypt makes two keys of the passphrase and the file's salt: one seals each value (AES-256-GCM, bound to its
OPD, name and version), the other names versions: a keyed hash, so that nobody can try values against it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.engine import history
from infra.errors import KominfoError, Problem
from infra.files import locked, write_whole
from infra.home import CityHome

SCRYPT = {"n": 2**15, "r": 8, "p": 1}
SCRYPT_MEMORY = 64 * 2**20
VERSION = 12  # hexadecimal digits
LARGEST = 500 * 1000  # bytes; Swarm's own limit of a secret


@dataclass(frozen=True, slots=True)
class Secret:
    """What may be known of one: ``at`` ISO 8601, ``who`` set it, ``version`` changes with its value."""

    name: str
    version: str
    at: str
    who: str


@dataclass(frozen=True, slots=True)
class Vault:
    """The secrets of one OPD of one city."""

    home: CityHome
    opd: str

    @property
    def file(self) -> Path:
        return self.home.secrets / f"{self.opd}.json"

    def list(self) -> tuple[Secret, ...]:
        """Needs no passphrase. KominfoError when the file is damaged."""
        kept = self._read()["secrets"]
        return tuple(
            Secret(name, one["version"], one["at"], one["who"]) for name, one in sorted(kept.items())
        )

    def put(self, passphrase: str, name: str, value: bytes) -> bool:
        """Keep ``value``; False when it is what was kept already."""
        with locked(self.file.with_suffix(".lock")):
            kept = self._read()
            sealing, naming = _keys(passphrase, kept["salt"])
            version = hmac.new(naming, name.encode() + b"\0" + value, hashlib.sha256).hexdigest()[:VERSION]
            if kept["secrets"].get(name, {}).get("version") == version:
                return False
            nonce = os.urandom(12)
            kept["secrets"][name] = {
                "version": version,
                "at": datetime.now().astimezone().isoformat(timespec="seconds"),
                "who": history.who(),
                "nonce": _text(nonce),
                "sealed": _text(AESGCM(sealing).encrypt(nonce, value, self._bound(name, version))),
            }
            write_whole(self.file, json.dumps(kept, indent=1).encode())
            return True

    def drop(self, name: str) -> bool:
        """False when there was none of that name."""
        with locked(self.file.with_suffix(".lock")):
            kept = self._read()
            if kept["secrets"].pop(name, None) is None:
                return False
            write_whole(self.file, json.dumps(kept, indent=1).encode())
            return True

    def open(self, passphrase: str, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """Name → ``version`` and ``value`` (base64) of those of ``names`` that there are."""
        kept = self._read()
        sealing, _ = _keys(passphrase, kept["salt"])
        found: dict[str, dict[str, str]] = {}
        for name in (name for name in names if name in kept["secrets"]):
            one = kept["secrets"][name]
            bound = self._bound(name, one["version"])
            try:
                value = AESGCM(sealing).decrypt(_bytes(one["nonce"]), _bytes(one["sealed"]), bound)
            except (InvalidTag, ValueError):
                raise self._damaged(f"{name} does not open with this passphrase") from None
            found[name] = {"version": one["version"], "value": _text(value)}
        return found

    def _bound(self, name: str, version: str) -> bytes:
        return f"{self.home.name}/{self.opd}/{name}/{version}".encode()

    def _read(self) -> dict[str, Any]:
        if not self.file.exists():
            return {"salt": _text(os.urandom(16)), "secrets": {}}
        try:
            kept: dict[str, Any] = json.loads(self.file.read_text())
            if _bytes(kept["salt"]) and isinstance(kept["secrets"], dict):
                return kept
        except (ValueError, KeyError, TypeError):
            pass
        raise self._damaged("it is not what was written")

    def _damaged(self, reason: str) -> KominfoError:
        remedy = "bring it back from a backup, or set the OPD's secrets again after removing it"
        return KominfoError(Problem(str(self.file), "", "the secrets cannot be read", reason, remedy))


def _keys(passphrase: str, salt: str) -> tuple[bytes, bytes]:
    both = hashlib.scrypt(passphrase.encode(), salt=_bytes(salt), maxmem=SCRYPT_MEMORY, dklen=64, **SCRYPT)
    return both[:32], both[32:]


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
