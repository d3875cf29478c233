"""Codes by which citizens find what they sent: nobody guesses one, and it can be read out over the telephone."""

from __future__ import annotations

import hmac
import re
import secrets

from opd import keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
GROUPS, LETTERS = 5, 4  # 20 letters of 5 bits: 100 bits
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new() -> str:
    """``7K3M-Q0TZ-…``, five groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LETTERS))
    return "-".join(letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS))


def normal(typed: str) -> str:
    """A code as ``new`` writes it, however it was typed; empty when it cannot be one."""
    letters = re.sub(r"[\s.-]", "", typed).upper().translate(_ALIKE)
    if len(letters) != GROUPS * LETTERS or not set(letters) <= set(ALPHABET):
        return ""
    return "-".join(letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS))


def digest(token: str) -> str:
    """What is kept and searched instead of the code: who reads the database cannot use it, and how long a search
    takes tells nothing. 64 hex digits; empty for what cannot be a code."""
    plain = normal(token)
    return hmac.digest(keys.derived("token"), plain.encode(), "sha256").hex() if plain else ""


def same(one: str, other: str) -> bool:
    """Compared in constant time. Nothing is the same as what cannot be a code."""
    return bool(normal(one)) and hmac.compare_digest(normal(one), normal(other))
