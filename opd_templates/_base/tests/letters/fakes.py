"""A service of electronic signatures that signs nothing, and refuses as one would."""

from __future__ import annotations

from time import sleep

from opd.letters.models import Official
from opd.letters.signing import SigningError

RIGHT = "frasa sandi uji"
SLOW = 5.0


class FakeSigner:
    def sign(self, document: bytes, official: Official, passphrase: str) -> bytes:
        if passphrase != RIGHT:
            raise SigningError("Frasa sandi salah.")
        return document + f"\n% signed for {official.pk}\n".encode()


class SlowSigner(FakeSigner):
    def sign(self, document: bytes, official: Official, passphrase: str) -> bytes:
        sleep(SLOW)
        return super().sign(document, official, passphrase)


def signer() -> FakeSigner:
    return FakeSigner()


def slow() -> FakeSigner:
    return SlowSigner()
