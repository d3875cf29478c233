"""Keys for each purpose, derived of the one that the platform keeps for an app."""

from __future__ import annotations

import hmac
from functools import cache

from opd import environment

FILE = "app_key"
_HASH = 32  # bytes of SHA-256


@cache
def derived(purpose: str, length: int = 32) -> bytes:
    """``length`` bytes; another purpose has another key (HKDF with SHA-256, RFC 5869).

    Python's own HMAC does it: `cryptography`, which has this too, is loaded where something is sealed or opened, and
    most visitors come for neither.
    """
    root = environment.secret(FILE).encode()
    extracted = hmac.digest(bytes(_HASH), root, "sha256")  # no salt
    made, block = b"", b""
    for number in range(1, -(-length // _HASH) + 1):
        block = hmac.digest(extracted, block + f"opd {purpose}".encode() + bytes([number]), "sha256")
        made += block
    return made[:length]
