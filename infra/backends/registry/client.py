"""A client of the registry's HTTP interface (OCI Distribution), through an ssh tunnel or directly.

Only what the platform needs: tags, digests, tagging again, deleting by digest.
"""

from __future__ import annotations

import base64
import http.client
import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.backends.ssh import Connection, forward_socket
from infra.errors import KominfoError, Problem

SECONDS = 30
Dial = Callable[[], socket.socket]
MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)


@dataclass(frozen=True, slots=True)
class Login:
    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Answer:
    """``headers`` have small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Registry:
    """``name`` is host:port as images are named; ``dial`` connects to it. ``ca`` is PEM."""

    def __init__(self, name: str, ca: str, login: Login, dial: Dial) -> None:
        self._name = name
        self._login = login
        self._dial = dial
        self._context = ssl.create_default_context(cadata=ca)

    def tags(self, repository: str) -> tuple[str, ...]:
        """Sorted; empty for a repository that is not there."""
        answer = self._ask("GET", f"/v2/{repository}/tags/list", allowed=(200, 404))
        return tuple(sorted(json.loads(answer.body).get("tags") or [])) if answer.status == 200 else ()

    def digest(self, repository: str, reference: str) -> str | None:
        """The digest that a tag (or the digest itself) leads to; None when it leads nowhere."""
        answer = self._ask("HEAD", _manifest(repository, reference), allowed=(200, 404))
        return answer.headers["docker-content-digest"] if answer.status == 200 else None

    def tag(self, repository: str, digest: str, tag: str) -> None:
        """Let ``tag`` lead to ``digest`` too. Raises KominfoError when there is no such image."""
        found = self._ask("GET", _manifest(repository, digest), allowed=(200, 404))
        if found.status == 404:
            raise self._problem(
                f"{repository}@{digest}",
                "there is no such image",
                "it was removed, or its push did not finish",
                "build it again: touch its source, then run up",
            )
        kind = {"content-type": found.headers["content-type"]}
        self._ask("PUT", _manifest(repository, tag), allowed=(201,), headers=kind, body=found.body)

    def delete(self, repository: str, digest: str) -> None:
        """Remove the image and every tag that leads to it. Gone already is success."""
        self._ask("DELETE", _manifest(repository, digest), allowed=(202, 404))

    def _ask(
        self,
        method: str,
        path: str,
        *,
        allowed: tuple[int, ...],
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        try:
            answer = self._exchange(method, path, dict(headers or {}), body)
        except ssl.SSLCertVerificationError as error:
            raise self._problem(
                "",
                "its certificate is not the one expected",
                error.verify_message,
                "run the data center's up again: it gives the registry its certificate",
            ) from None
        except (OSError, http.client.HTTPException) as error:
            raise self._problem(
                "",
                "does not answer",
                str(error) or type(error).__name__,
                "check that it runs: systemctl status docker-registry",
            ) from None
        if answer.status not in allowed:
            raise self._refused(method, path, answer)
        return answer

    def _exchange(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        headers |= {"authorization": self._login.header, "accept": ", ".join(MANIFESTS), "host": self._name}
        host = self._name.partition(":")[0]
        connection = http.client.HTTPConnection(host)
        # A tunnel ends here; the certificate must still be the registry's own.
        connection.sock = self._context.wrap_socket(self._dial(), server_hostname=host)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def _refused(self, method: str, path: str, answer: Answer) -> KominfoError:
        if answer.status == 401:
            return self._problem(
                "",
                f"refuses the login of {self._login.user}",
                "its password was changed",
                "run the data center's up again: it sets the registry's users",
            )
        said = answer.body.decode(errors="replace").strip()[:500]
        return self._problem(
            path.removeprefix("/v2/"),
            f"answers {answer.status} to {method}",
            said,
            "read its log: journalctl -u docker-registry",
        )

    def _problem(self, path: str, fault: str, reason: str, remedy: str) -> KominfoError:
        return KominfoError(Problem(f"registry {self._name}", path, fault, reason, remedy))


@contextmanager
def open_registry(conn: Connection, name: str, ca: str, login: Login) -> Iterator[Registry]:
    """The registry ``name`` (host:port) that runs on the server of ``conn``, while the context lasts."""
    with forward_socket(conn, f"127.0.0.1:{name.rpartition(':')[2]}") as path:

        def dial() -> socket.socket:
            plain = socket.socket(socket.AF_UNIX)
            plain.settimeout(SECONDS)
            plain.connect(str(path))
            return plain

        yield Registry(name, ca, login, dial)


def _manifest(repository: str, reference: str) -> str:
    return f"/v2/{repository}/manifests/{reference}"
