"""Two ways to speak to BPJS: over HTTPS, and a fake that keeps what it is told.

The addresses and names of fields follow BPJS' catalogue for Antrean FKTP (``antrean/add``, ``antrean/panggil``,
``antrean/batal``; headers ``X-cons-id``, ``X-timestamp``, ``X-signature``, ``user_key``). They have not been tried
against BPJS itself: that takes the facility's own access.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
import urllib.error
import urllib.request
from typing import Any, Protocol

from opd import environment

SECONDS = 10
LARGEST = 64 * 1024
PATHS = {
    "add": "antrean/add",
    "call": "antrean/panggil",
    "absent": "antrean/panggil",
    "cancel": "antrean/batal",
}


class Failed(Exception):  # noqa: N818  # told to the staff as it is
    """Why BPJS did not take it. ``final``: it will not, however often it is sent."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        self.why, self.final = why, final
        super().__init__(why)


class Client(Protocol):
    def send(self, what: str, content: dict[str, Any]) -> None:
        """Failed."""


class Fake:
    """For trials and tests: takes everything, unless told what to say."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.failing: list[Failed] = []

    def send(self, what: str, content: dict[str, Any]) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.taken.append((what, content))


class Https:
    """``BPJS_URL`` is the environment's, the rest are secrets of the app."""

    def __init__(self) -> None:
        self._url = environment.text("BPJS_URL").rstrip("/")
        if not self._url.startswith("https://"):
            raise Failed("BPJS_URL bukan alamat https://", final=False)
        self._id, self._key = environment.secret("bpjs_cons_id"), environment.secret("bpjs_secret")
        self._user = environment.secret("bpjs_user_key")

    def send(self, what: str, content: dict[str, Any]) -> None:
        asked = urllib.request.Request(  # noqa: S310  # https alone, see above
            f"{self._url}/{PATHS[what]}",
            data=json.dumps(content).encode(),
            headers={**self.headers(int(time.time())), "Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310  # as above
                understood(answer.status, answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            raise Failed(
                f"BPJS menjawab {error.code}", final=400 <= error.code < 500 and error.code != 429
            ) from None
        except OSError as error:
            raise Failed(f"BPJS tidak terjangkau ({type(error).__name__})") from None

    def headers(self, seconds: int) -> dict[str, str]:
        """The signature: HMAC-SHA256 of id and time under the secret, in Base64."""
        signed = hmac.digest(self._key.encode(), f"{self._id}&{seconds}".encode(), "sha256")
        return {
            "X-cons-id": self._id,
            "X-timestamp": str(seconds),
            "X-signature": base64.b64encode(signed).decode(),
            "user_key": self._user,
        }


def understood(status: int, body: bytes) -> None:
    """BPJS says in the body whether it took something. Failed."""
    try:
        told = json.loads(body)
        code = int((told.get("metadata") or told.get("metaData"))["code"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Failed(f"jawaban BPJS tidak dapat dibaca ({status})") from None
    if code != 200:
        raise Failed(f"BPJS menolak ({code})", final=True)
