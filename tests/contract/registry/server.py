"""A real docker-registry of the test's own: TLS, logins, deletes, on a loopback port."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.backends.keys import ensure_authority
from infra.backends.registry import Login, Registry
from infra.home import CityHome
from tests.support.packages import need_program

HOST = "registry.kota.test"
LOGIN = Login("kominfo", "a password of the test")
OCI = "application/vnd.oci.image.{}.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest{}.v2+json"


@dataclass(frozen=True)
class Running:
    """``folder`` holds its data, ``ca`` is PEM."""

    port: int
    ca: str

    @property
    def name(self) -> str:
        return f"{HOST}:{self.port}"

    def dial(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 10)

    def open(self, login: Login = LOGIN, ca: str = "") -> Registry:
        return Registry(self.name, ca or self.ca, login, self.dial)


@contextmanager
def registry(folder: Path) -> Iterator[Running]:
    program = need_program("docker-registry", package="docker-registry")
    htpasswd = need_program("htpasswd", package="apache2-utils")
    users = subprocess.run(
        [htpasswd, "-niB", LOGIN.user], input=LOGIN.password.encode(), capture_output=True, check=True
    )
    (folder / "users").write_bytes(users.stdout)
    issued = ensure_authority(CityHome(folder / "home")).issue([HOST])
    (folder / "certificate").write_text(issued.certificate)
    (folder / "key").write_text(issued.key)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {
        "version": "0.1",
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}, "delete": {"enabled": True}},
        "auth": {"htpasswd": {"realm": "test", "path": str(folder / "users")}},
        "http": {
            "addr": f"127.0.0.1:{port}",
            "tls": {"certificate": str(folder / "certificate"), "key": str(folder / "key")},
        },
    }
    (folder / "config.yml").write_text(json.dumps(settings))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "serve", str(folder / "config.yml")], stdout=log, stderr=log)
    try:
        _until_listening(process, port, folder / "log")
        yield Running(port, issued.ca)
    finally:
        process.terminate()
        process.wait(30)


def _until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"docker-registry does not listen:\n{log.read_text()}")


def push(open_registry: Registry, repository: str, tag: str, text: str, kind: str = "oci") -> str:
    """Push an image of one layer (or an index of it) under ``tag``; its digest."""
    config, layer = (
        _blob(open_registry, repository, b'{"os": "linux"}'),
        _blob(open_registry, repository, text.encode()),
    )
    oci = kind.startswith("oci")
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI.format("manifest") if oci else DOCKER.format(""),
        "config": {
            "mediaType": OCI.format("config") if oci else "application/vnd.docker.container.image.v1+json",
            **config,
        },
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar"
                if oci
                else "application/vnd.docker.image.rootfs.diff.tar.gzip",
                **layer,
            }
        ],
    }
    if not kind.endswith("list"):
        return _put(open_registry, repository, tag, manifest)
    body = json.dumps(manifest).encode()
    child = _put(open_registry, repository, _digest(body), manifest)
    entry = {"mediaType": manifest["mediaType"], "digest": child, "size": len(body),
             "platform": {"os": "linux", "architecture": "amd64"}}  # fmt: skip
    index = {
        "schemaVersion": 2,
        "mediaType": OCI.format("index") if oci else DOCKER.format(".list"),
        "manifests": [entry],
    }
    return _put(open_registry, repository, tag, index)


def _put(open_registry: Registry, repository: str, reference: str, manifest: dict[str, object]) -> str:
    body = json.dumps(manifest).encode()
    open_registry._ask(
        "PUT",
        f"/v2/{repository}/manifests/{reference}",
        allowed=(201,),
        headers={"content-type": str(manifest["mediaType"])},
        body=body,
    )
    return _digest(body)


def _blob(open_registry: Registry, repository: str, content: bytes) -> dict[str, object]:
    started = open_registry._ask("POST", f"/v2/{repository}/blobs/uploads/", allowed=(202,), body=b"")
    place = started.headers["location"].partition(HOST)[2].partition("/")[2]
    place = f"/{place}" if place else started.headers["location"]
    digest = _digest(content)
    open_registry._ask(
        "PUT",
        f"{place}{'&' if '?' in place else '?'}digest={digest}",
        allowed=(201,),
        headers={"content-type": "application/octet-stream"},
        body=content,
    )
    return {"digest": digest, "size": len(content)}


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()
