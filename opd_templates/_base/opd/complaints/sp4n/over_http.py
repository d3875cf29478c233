"""An adapter over HTTPS with JSON, as the city's agreement with the national operator will say.

Its form is ours (``POST <url>/laporan`` and ``POST <url>/laporan/<number>/tindak-lanjut`` with a token and an
idempotency key, ``GET <url>/laporan/<number>``), for no public one is known; whoever gets another one changes these
three functions.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from opd import environment
from opd.complaints.sp4n.adapter import NoLine, Outgoing, Receipt, Sp4nError, Update

SECONDS = 15
LARGEST = 64 * 1024  # bytes of an answer
_ITS_OWN_FAULT = 500
TOKEN = "sp4n_token"  # noqa: S105  # the name of the secret's file


class HttpAdapter:
    def __init__(self, url: str, token: str) -> None:
        if urllib.parse.urlsplit(url).scheme not in ("https", "http"):
            raise ImproperlyConfigured(f"SP4N_URL={url!r} is no address of the web")
        self._url, self._token = url.rstrip("/"), token

    def send(self, report: Outgoing) -> Receipt:
        said = self._ask("POST", "laporan", report.as_row(), {"Idempotency-Key": report.code})
        if not (number := str(said.get("nomor") or "")):
            raise Sp4nError("the answer names no number")
        return Receipt(number[:40], str(said.get("status") or "")[:80])

    def update(self, number: str, told: Update) -> None:
        body = {"at": told.at, "status": told.status, "text": told.text}
        self._ask("POST", f"{_of(number)}/tindak-lanjut", body, {"Idempotency-Key": told.key})

    def status(self, number: str) -> str:
        said = self._ask("GET", _of(number))
        return str(said.get("status") or "")[:80]

    def _ask(
        self, method: str, path: str, body: Any = None, more: dict[str, str] | None = None
    ) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310  # its scheme is checked above
            f"{self._url}/{path}",
            data=json.dumps(body).encode() if body is not None else None,
            method=method,
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                **(more or {}),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # as above
                said = json.loads(answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            kind = NoLine if error.code >= _ITS_OWN_FAULT else Sp4nError
            raise kind(f"it answered {error.code}") from None
        except (OSError, http.client.HTTPException) as error:  # URLError and TimeoutError are OSErrors
            raise NoLine(type(error).__name__) from None
        except ValueError as error:
            raise Sp4nError(type(error).__name__) from None
        if not isinstance(said, dict):
            raise Sp4nError("the answer is no object")
        return said


def _of(number: str) -> str:
    return f"laporan/{urllib.parse.quote(number, safe='')}"


def from_environment() -> HttpAdapter:
    """``SP4N_URL`` and the secret ``sp4n_token`` (and ``egress`` to that host in the OPD's file)."""
    return HttpAdapter(environment.text("SP4N_URL"), environment.secret(TOKEN))
