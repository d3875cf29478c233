"""Pulumi's passphrase encryption: whether a passphrase opens a state, and what its secrets are.

Format (pkg/secrets/passphrase): salt ``v1:<salt>:v1:<nonce>:<ciphertext of "pulumi">``, base64 each, a secret
``v1:<nonce>:<ciphertext of its JSON>``; key = PBKDF2-HMAC-SHA256, 1,000,000 rounds, 32 bytes; AES-256-GCM.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import threading
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.home import Home

ROUNDS = 1_000_000
PLAIN = b"pulumi"
_DERIVING = threading.Lock()
SIGNATURE = "4dabf18193072939515e22adb298388d"  # the key that marks an envelope (pulumi: resource/sig)
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  # what it says of a secret


def unlocks(home: Home, passphrase: str) -> bool:
    """False when some state of ``home`` was encrypted with another passphrase. One state decides for all."""
    salt = next(salts(home), None)
    return salt is None or opens(salt, passphrase)


def opens(salt: str, passphrase: str) -> bool:
    """True when ``passphrase`` decrypts the test value that Pulumi stores in ``salt``."""
    _, seed, _, nonce, sealed = salt.split(":")
    try:
        return _opened(_key(seed, passphrase), nonce, sealed) == PLAIN
    except InvalidTag:
        return False


def with_secrets_open(value: Any, salt: str, passphrase: str) -> Any:
    """``value`` as plugins are given it: every secret's envelope (JSON of a state) holds its value in clear.

    ValueError when one does not open with this salt and passphrase.
    """
    if isinstance(value, list):
        return [with_secrets_open(item, salt, passphrase) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) != SECRET or "ciphertext" not in value:
        return {name: with_secrets_open(item, salt, passphrase) for name, item in value.items()}
    _, nonce, sealed = value["ciphertext"].split(":")
    try:
        text = _opened(_key(salt.split(":")[1], passphrase), nonce, sealed)
    except InvalidTag:
        raise ValueError("a secret does not open") from None
    return {SIGNATURE: SECRET, "value": json.loads(text)}


def without_envelopes(value: Any) -> Any:
    """``value`` (secrets open) as if nothing of it were secret."""
    if isinstance(value, list):
        return [without_envelopes(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) == SECRET:
        return without_envelopes(value["value"])
    return {name: without_envelopes(item) for name, item in value.items()}


def prepare(home: Home, city: str, passphrase: str) -> None:
    """Derive the key of the city's states, beside other work: whoever needs it then does not wait for it."""
    salt = next(salts(home, city), None)
    if salt:
        _key(salt.split(":")[1], passphrase)


def _key(seed: str, passphrase: str) -> bytes:
    """A third of a second, once; the states of a city share their salt."""
    with _DERIVING:
        return _derived(seed, passphrase)


@functools.cache
def _derived(seed: str, passphrase: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), base64.b64decode(seed), ROUNDS, 32)


def _opened(key: bytes, nonce: str, sealed: str) -> bytes:
    return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(sealed), None)


def salt_of(latest: dict[str, Any]) -> str:
    """The salt in a state; KeyError or TypeError when it has none."""
    return str(latest["secrets_providers"]["state"]["salt"])


def salts(home: Home, city: str = "*") -> Iterator[str]:
    """Those of the city's states, or of all."""
    for file in sorted(home.root.glob(f"cities/{city}/state/.pulumi/stacks/*/*.json")):
        try:
            yield salt_of(json.loads(file.read_text())["checkpoint"]["latest"])
        except (ValueError, KeyError, TypeError):
            continue  # broken or empty: another state may tell
