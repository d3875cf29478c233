"""A TSIG key from a file, as the tools that make keys write it."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from infra.backends.dns.backend import Key
from infra.errors import KominfoError, Problem

LARGEST = 64 * 1024
_ALGORITHMS = ("hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512")
_NAME = r"(?P<name>[A-Za-z0-9_.-]+)"
_SECRET = r"(?P<secret>[A-Za-z0-9+/=]+)"  # noqa: S105  # a pattern, no secret
# BIND's `key` clause (tsig-keygen), or dig's and keymgr's `algorithm:name:secret`.
_FORMS = (
    rf'key\s+"?{_NAME}"?\s*\{{[^}}]*algorithm\s+"?(?P<algorithm>[a-z0-9-]+)"?\s*;[^}}]*secret\s+"{_SECRET}"',
    rf"(?m)^[#\s]*(?P<algorithm>hmac-[a-z0-9-]+):{_NAME}:{_SECRET}\s*$",
)


def read_key(file: Path) -> Key:
    """The first key in ``file``; KominfoError when there is none. Its secret is in no message."""
    try:
        with file.open("rb") as stream:
            text = stream.read(LARGEST).decode(errors="replace")
    except OSError as error:
        raise KominfoError(Problem(str(file), "", "it cannot be read", str(error.strerror))) from None
    for form in _FORMS:
        if (found := re.search(form, text)) and _good(found["algorithm"], found["secret"]):
            return Key(found["name"].rstrip("."), found["algorithm"], found["secret"])
    remedy = "Use what `tsig-keygen NAME` prints, or one line `algorithm:name:secret`."
    raise KominfoError(Problem(str(file), "", "there is no TSIG key in it", "", remedy))


def _good(algorithm: str, secret: str) -> bool:
    try:
        return algorithm in _ALGORITHMS and bool(base64.b64decode(secret, validate=True))
    except binascii.Error:
        return False
