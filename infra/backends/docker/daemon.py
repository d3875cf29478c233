"""Requests to one Docker daemon, in the daemon's own words (Docker Engine API, 1.41 and later)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import docker
import requests
from docker.errors import DockerException

from infra.backends.docker.endpoint import Endpoint
from infra.errors import KominfoError, Problem

READ_SECONDS = 120
# A manager that lost its majority says so only once it noticed; before that, nothing is agreed to in time.
_UNLED_WORDS = ("does not have a leader", "DeadlineExceeded")
UNLED = (
    "the swarm has no leader: most of its managers are gone",
    "when they are back, run it again; when they are gone for good: ./kominfo rescue CITY",
)


class DaemonError(KominfoError):
    """The daemon said no; ``status`` is the HTTP status."""

    def __init__(self, place: str, status: int, message: str) -> None:
        reason, remedy = UNLED if any(word in message for word in _UNLED_WORDS) else ("", "")
        super().__init__(Problem(place, "", message, reason, remedy))
        self.status = status
        self.message = message


class Daemon:
    """Thread-safe. A broken way to the daemon is mended before the next request."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._lock = threading.Lock()
        self._client: docker.APIClient | None = None
        # The way is a process that ends with the thread which began it (PR_SET_PDEATHSIG): this one stays.
        self._beginner = ThreadPoolExecutor(1)

    def __str__(self) -> str:
        return str(self.endpoint)

    def open_ahead(self) -> None:
        """Begin to make the way before it is needed; whoever needs it then is told what is wrong with it."""
        self._beginner.submit(self._open_ahead)

    def _open_ahead(self) -> None:
        """One that leads nowhere is not kept: made before Docker let its user in, it never would."""
        try:
            self._connected()
        except (KominfoError, requests.RequestException, DockerException, OSError):
            self.endpoint.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        return self._json("GET", path, params=params)

    def find(self, path: str) -> Any | None:
        """GET; ``None`` when there is no such object."""
        try:
            return self.get(path)
        except DaemonError as error:
            if error.status == 404:
                return None
            raise

    def text(
        self, path: str, params: Mapping[str, Any] | None = None, seconds: float = READ_SECONDS
    ) -> bytes:
        """GET, the answer as it comes."""
        with self._request("GET", path, params=params, timeout=seconds) as response:
            return bytes(response.content)

    def post(
        self,
        path: str,
        body: Any,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        return self._json("POST", path, params=params, headers=headers, json=body)

    def delete(self, path: str, params: Mapping[str, Any] | None = None) -> None:
        """DELETE; success as well when there is no such object."""
        try:
            self._request("DELETE", path, params=params).close()
        except DaemonError as error:
            if error.status != 404:
                raise

    def messages(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        data: IO[bytes] | None = None,
        seconds: float = READ_SECONDS,
    ) -> Iterator[dict[str, Any]]:
        """POST whose answer is a stream of JSON objects (build, push), one at a time as they come.

        ``seconds``: how long the daemon may say nothing.
        """
        request = {"params": params, "headers": headers, "data": data, "timeout": seconds}
        with self._request("POST", path, stream=True, **request) as response:
            try:
                for line in response.iter_lines():
                    if line.strip():
                        yield json.loads(line)
            except requests.RequestException as error:
                self._forget()
                raise self._silent(error) from error

    def _json(self, method: str, path: str, **request: Any) -> Any:
        with self._request(method, path, **request) as response:
            return response.json() if response.content else None

    def _request(self, method: str, path: str, **request: Any) -> requests.Response:
        request.setdefault("timeout", READ_SECONDS)
        try:
            client = self._connected()
            address = f"{client.base_url}/v{client.api_version}{path}"
            response: requests.Response = client.request(method, address, **request)
        except (requests.RequestException, DockerException) as error:
            self._forget()
            raise self._silent(error) from error
        if response.ok:
            return response
        with response:
            raise DaemonError(str(self), response.status_code, _message(response))

    def _connected(self) -> docker.APIClient:
        socket = self.endpoint.socket()
        with self._lock:
            if self._client is None:
                self._client = docker.APIClient(
                    base_url=f"unix://{socket}", version="auto", timeout=READ_SECONDS
                )
            return self._client

    def _forget(self) -> None:
        with self._lock:
            self._client = None

    def _silent(self, error: Exception) -> KominfoError:
        return KominfoError(
            Problem(
                place=str(self),
                path="",
                fault="the Docker daemon does not answer",
                reason=str(error),
                remedy="see that Docker runs there (systemctl status docker), then run it again",
            )
        )


def _message(response: requests.Response) -> str:
    try:
        return str(response.json()["message"]).strip()
    except (ValueError, KeyError, TypeError):
        return response.text.strip() or f"HTTP status {response.status_code}"
