"""A bare server, a name server and the real engine for the plugin."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.backends import ssh
from infra.backends.dns import Rfc2136Zone
from infra.backends.ssh import Connection
from infra.engine.locate import ensure_engine
from infra.home import CHECKOUT, Home
from tests.contract.dns.knot import DOMAIN, WRITER, knot
from tests.support.automation import automation as auto
from tests.support.plugin import Plugin

BIN = CHECKOUT / "infra/providers/kominfo/bin"
ROLES = Path(__file__).parent / "roles"


@pytest.fixture(scope="module")
def server(bare_servers: Callable[[int], list[Connection]]) -> Connection:
    return bare_servers(1)[0]


@dataclass
class Zone:
    port: int
    folder: Path

    def open(self) -> Rfc2136Zone:
        return Rfc2136Zone(DOMAIN, "127.0.0.1", self.port, WRITER)


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zone]:
    folder = tmp_path_factory.mktemp("knot")
    with knot(folder) as port:
        yield Zone(port, folder)


@pytest.fixture(scope="module")
def plugin() -> Iterator[Plugin]:
    plugin = Plugin.start([str(BIN / "pulumi-resource-kominfo")], {"KOMINFO_ROLES": str(ROLES)})
    yield plugin
    plugin.stop()


def counted(changes: Mapping[Any, int] | None) -> dict[str, int]:
    """What a run did or would do: kind of operation -> number of resources."""
    return {str(getattr(kind, "value", kind)): count for kind, count in (changes or {}).items()}


@dataclass
class Engine:
    """The real engine on a program that can be changed between runs."""

    stack: auto.Stack
    state: Path
    program: Callable[[], None] = field(default=lambda: None)

    def set(self, program: Callable[[], None]) -> None:
        self.stack.workspace.program = program

    def up(self) -> dict[str, int]:
        return counted(self.stack.up().summary.resource_changes)

    def preview(self) -> dict[str, int]:
        return counted(self.stack.preview().change_summary)

    def refresh(self) -> dict[str, int]:
        return counted(self.stack.refresh().summary.resource_changes)

    def saved(self) -> list[dict[str, Any]]:
        return list((self.stack.export_stack().deployment or {}).get("resources", []))

    def outputs(self, name: str) -> dict[str, Any]:
        return next(item["outputs"] for item in self.saved() if item["urn"].endswith(f"::{name}"))

    def text(self) -> str:
        """All that is on disk of the state, backups and history too."""
        return "\n".join(path.read_text(errors="replace") for path in self.state.rglob("*") if path.is_file())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    root = ensure_engine(Home.find(), print)
    state = tmp_path / "state"
    state.mkdir()
    options = auto.LocalWorkspaceOptions(
        work_dir=str(tmp_path),
        pulumi_command=auto.PulumiCommand(str(root)),
        project_settings=auto.ProjectSettings(
            name="kominfo", runtime="python", backend=auto.ProjectBackend(url=f"file://{state}")
        ),
        env_vars={
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "PULUMI_CONFIG_PASSPHRASE": "a long passphrase of a test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "KOMINFO_PYTHON": sys.executable,
            "KOMINFO_ROLES": str(ROLES),
            "KOMINFO_HOME": os.environ["KOMINFO_HOME"],
        },
    )
    stack = auto.create_or_select_stack(
        "test.part", project_name="kominfo", program=lambda: None, opts=options
    )
    yield Engine(stack, state)
    stack.destroy()


@cache
def fingerprint(conn: Connection) -> str:
    """As recorded when the server was made; a ``Server`` that is deleted forgets it."""
    (key,) = ssh.pinned(conn.address, conn.port, conn.known_hosts)
    return key.fingerprint


def server_inputs(conn: Connection) -> dict[str, Any]:
    """What ``driver: ssh`` needs to know of a server."""
    return {
        "city": conn.known_hosts.parent.parent.name,
        "server": conn.name,
        "driver": "ssh",
        "address": conn.address,
        "port": conn.port,
        "user": conn.user,
        "hostKey": fingerprint(conn),
        "memory": 2**30,
    }
