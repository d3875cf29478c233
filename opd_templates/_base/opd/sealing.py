"""AES-256-GCM under the app's own keys. `cryptography` is loaded with the first text that is sealed or opened: an app
whose pages are only read does not carry it.
"""

from __future__ import annotations

import os

from opd import keys

NONCE = 12


class BrokenSealError(ValueError):
    """Sealed with another key, for another place, or changed since."""


def seal(purpose: str, plain: bytes, place: bytes) -> bytes:
    """A new nonce, and what is sealed with the key for ``purpose`` (opd.keys); it opens for ``place`` alone."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE)
    return nonce + AESGCM(keys.derived(purpose)).encrypt(nonce, plain, place)


def opened(purpose: str, sealed: bytes, place: bytes) -> bytes:
    """BrokenSealError."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(keys.derived(purpose)).decrypt(sealed[:NONCE], sealed[NONCE:], place)
    except InvalidTag:
        raise BrokenSealError from None
