"""Pulumi's passphrase encryption, as far as telling whether a passphrase opens a state.

Format (pkg/secrets/passphrase): salt ``v1:<salt>:v1:<nonce>:<ciphertext of "pulumi">``, base64 each;
key = PBKDF2-HMAC-SHA256, 1,000,000 rounds, 32 bytes; AES-256-GCM.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.home import Home

ROUNDS = 1_000_000
PLAIN = b"pulumi"


def unlocks(home: Home, passphrase: str) -> bool:
    """False when some state of ``home`` was encrypted with another passphrase. One state decides for all."""
    salt = next(_salts(home), None)
    return salt is None or opens(salt, passphrase)


def opens(salt: str, passphrase: str) -> bool:
    """True when ``passphrase`` decrypts the test value that Pulumi stores in ``salt``."""
    _, seed, _, nonce, sealed = salt.split(":")
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), base64.b64decode(seed), ROUNDS, 32)
    try:
        return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(sealed), None) == PLAIN
    except InvalidTag:
        return False


def _salts(home: Home) -> Iterator[str]:
    for file in sorted(home.root.glob("cities/*/state/.pulumi/stacks/*/*.json")):
        try:
            latest = json.loads(file.read_text())["checkpoint"]["latest"]
            yield str(latest["secrets_providers"]["state"]["salt"])
        except (ValueError, KeyError, TypeError):
            continue  # broken or empty: another state may tell
