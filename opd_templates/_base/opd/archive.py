"""What an app holds as one sealed stream: its tables as the database writes them, and its files.

The stream is a row of chunks, each sealed with AES-256-GCM under a key of the app's: chunk n is bound to n, and the
last one says that it is the last, so one that is missing, doubled or exchanged is noticed. It is written and read in
one go and never lies on a disk in between: a container has 16 MB of those. Personal data stays as the tables hold it,
sealed a second time.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from opd import keys

MAGIC = b"opd-archive-1\n"
CHUNK = 256 * 1024
_SALT, _LENGTH = 8, 4
MORE, LAST = b"\x00", b"\x01"


class BrokenArchiveError(ValueError):
    """Not an archive, not of this app's key, changed, or cut off."""


class Writer:
    """Parts, each a header and any number of pieces of bytes. Chunks are compressed before they are sealed."""

    def __init__(self, into: IO[bytes]) -> None:
        self._into, self._number, self._salt = into, 0, os.urandom(_SALT)
        self._cipher = AESGCM(keys.derived("archive"))
        self._waiting = bytearray()
        into.write(MAGIC + self._salt)

    def part(self, **header: Any) -> None:
        """Begin another part."""
        self._frame(b"H", json.dumps(header).encode())

    def data(self, piece: bytes) -> None:
        for at in range(0, len(piece), CHUNK):
            self._frame(b"D", piece[at : at + CHUNK])

    def close(self) -> None:
        self._seal(bytes(self._waiting), LAST)
        self._into.flush()

    def _frame(self, kind: bytes, content: bytes) -> None:
        self._waiting += kind + struct.pack(">I", len(content)) + content
        while len(self._waiting) >= CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), MORE)
            del self._waiting[:CHUNK]

    def _seal(self, plain: bytes, last: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._salt, self._number), last + zlib.compress(plain, 6), MAGIC)
        self._into.write(struct.pack(">I", len(sealed)) + sealed)
        self._number += 1


def read(source: IO[bytes]) -> Iterator[tuple[dict[str, Any] | None, bytes]]:
    """``(header, b"")`` where a part begins, ``(None, piece)`` for its bytes. BrokenArchiveError."""
    waiting = bytearray()
    for plain in _opened(source):
        waiting += plain
        while len(waiting) >= 1 + _LENGTH:
            (length,) = struct.unpack(">I", waiting[1 : 1 + _LENGTH])
            if len(waiting) < 1 + _LENGTH + length:
                break
            content, kind = bytes(waiting[1 + _LENGTH : 1 + _LENGTH + length]), waiting[:1]
            del waiting[: 1 + _LENGTH + length]
            yield (json.loads(content), b"") if kind == b"H" else (None, content)


def _opened(source: IO[bytes]) -> Iterator[bytes]:
    if source.read(len(MAGIC)) != MAGIC:
        raise BrokenArchiveError("this is no archive of an app")
    cipher, salt, number, last = AESGCM(keys.derived("archive")), source.read(_SALT), 0, MORE
    while last == MORE:
        length = source.read(_LENGTH)
        if len(length) < _LENGTH:
            raise BrokenArchiveError("the archive was cut off")
        try:
            plain = cipher.decrypt(_nonce(salt, number), source.read(*struct.unpack(">I", length)), MAGIC)
        except (InvalidTag, ValueError):
            raise BrokenArchiveError("the archive is of another app's key, or was changed") from None
        last, number = plain[:1], number + 1
        yield zlib.decompress(plain[1:])
    if source.read(1):
        raise BrokenArchiveError("something follows the archive's end")


def _nonce(salt: bytes, number: int) -> bytes:
    return salt + struct.pack(">I", number)
