"""Building an image on the daemon and pushing it, with the daemon's own errors."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

from infra.backends.docker import Credential
from infra.backends.docker.daemon import Daemon
from infra.errors import KominfoError, Problem
from infra.providers.docker.image.context import Context
from infra.providers.framework import Progress, Properties

STEP_SECONDS = 1800.0
"""How long a step of a build may say nothing: what is installed quietly takes minutes."""
LAST_LINES = 20


def build(
    daemon: Daemon,
    name: str,
    context: Context,
    options: Properties,
    credentials: tuple[Credential, ...],
    progress: Progress,
) -> None:
    """Build with the daemon's classic builder (its BuildKit needs a session this plugin does not speak)."""
    arguments = options.get("args") or {}
    params = {
        "t": name,
        "dockerfile": context.sent_dockerfile,
        "version": "1",
        "rm": "true",
        "forcerm": "true",
        "platform": options.get("platform") or "",
        "target": options.get("target") or "",
        "networkmode": options.get("network") or "",
        "buildargs": json.dumps(arguments),
        "extrahosts": list(options.get("addHosts") or []),
        "cachefrom": json.dumps((options.get("cacheFrom") or {}).get("images") or []),
    }
    known = {
        credential.address: {"username": credential.username, "password": credential.password}
        for credential in credentials
    }
    headers = {
        "Content-Type": "application/x-tar",
        "X-Registry-Config": base64.urlsafe_b64encode(json.dumps(known).encode()).decode(),
    }
    progress(f"building {name}")
    lines: list[str] = []
    with context.archive() as archive:
        chosen = {key: value for key, value in params.items() if value}
        told = daemon.messages("/build", params=chosen, headers=headers, data=archive, seconds=STEP_SECONDS)
        for message in told:
            if said := message.get("error"):
                raise _failed(name, str(said), lines)
            line = str(message.get("stream") or message.get("status") or "").rstrip()
            if line:
                lines.append(line)
                if line.startswith("Step "):  # what each step prints is only read when it fails
                    progress(line)


def push(daemon: Daemon, name: str, credential: Credential | None, progress: Progress) -> str:
    """Push; return ``repository@sha256:…``."""
    repository, tag = split(name)
    # The daemon wants the header even when there is nothing to say.
    headers = {"X-Registry-Auth": credential.header() if credential else "e30="}
    digest = ""
    progress(f"pushing {name}")
    path = f"/images/{quote(repository)}/push"
    for message in daemon.messages(path, params={"tag": tag}, headers=headers):
        if said := message.get("error"):
            raise _push_failed(name, str(said))
        digest = (message.get("aux") or {}).get("Digest") or digest
    return f"{repository}@{digest}" if digest else _known_digest(daemon, name, repository)


def split(name: str) -> tuple[str, str]:
    """``host:5000/a/b:1`` -> (``host:5000/a/b``, ``1``); no tag is ``latest``."""
    head, colon, tail = name.rpartition(":")
    return (head, tail) if colon and "/" not in tail else (name, "latest")


def _known_digest(daemon: Daemon, name: str, repository: str) -> str:
    found: list[str] = daemon.get(f"/images/{quote(name)}/json").get("RepoDigests") or []
    for digest in found:
        if digest.startswith(f"{repository}@"):
            return digest
    raise _push_failed(name, "the daemon told no digest")


def _failed(name: str, said: str, lines: list[str]) -> KominfoError:
    return KominfoError(
        Problem(
            place=f"image {name}",
            path="",
            fault=f"building failed: {said}",
            reason="\n".join(["its last lines:", *lines[-LAST_LINES:]]) if lines else "",
            remedy="mend the Dockerfile or the sources, then run it again",
        )
    )


def _push_failed(name: str, said: str) -> KominfoError:
    return KominfoError(
        Problem(
            place=f"image {name}",
            path="",
            fault=f"error reading push output: {said}",
            remedy="see that the registry answers and that its user and password are right",
        )
    )


def auth(registry: Properties | None, name_registry: str) -> Credential | None:
    """The credential the program gives with the image, if it gives one."""
    given: dict[str, Any] = registry or {}
    if not given.get("username") or not given.get("password"):
        return None
    server = str(given.get("server") or name_registry)
    address = server.removeprefix("https://").removeprefix("http://").partition("/")[0]
    return Credential(address, given["username"], given["password"])
