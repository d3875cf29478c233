"""Secrets from the system's random source."""

from __future__ import annotations

import base64
import secrets
import string

ALPHABET = string.ascii_letters + string.digits
"""No sign that a shell, a URL, YAML or a template could take for its own."""

KINDS = ("password", "tsig")
SHORTEST = 16


def generate(kind: str, length: int) -> str:
    """A secret of ``length`` characters (``password``) or of ``length`` bytes in base64 (``tsig``).

    Raises ValueError for another kind, or a length that can be guessed.
    """
    if length < SHORTEST:
        raise ValueError(f"a secret of length {length} can be guessed: at least {SHORTEST}")
    if kind == "password":
        return "".join(secrets.choice(ALPHABET) for _ in range(length))
    if kind == "tsig":
        return base64.b64encode(secrets.token_bytes(length)).decode()
    raise ValueError(f"no kind of key is called {kind!r}: one of {', '.join(KINDS)}")
