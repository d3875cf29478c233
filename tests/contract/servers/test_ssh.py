"""What only the driver of real servers has to refuse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infra.backends import ssh
from infra.backends.servers import DRIVERS, ServerSpec
from infra.backends.ssh import connection
from infra.errors import KominfoError
from tests.conftest import BareServers
from tests.support.lab import TestNetwork

SSH = DRIVERS["ssh"]


@pytest.fixture(scope="module")
def spec(lab_network: TestNetwork, bare_servers: BareServers) -> ServerSpec:
    """A real server, declared with the key it has."""
    (server,) = bare_servers(1)
    (host_key,) = ssh.pinned(server.address, 22, server.known_hosts)
    return ServerSpec(lab_network.city, "siantar-1", server.address, 22, "root", host_key.fingerprint, 0)


def _refusal(spec: ServerSpec) -> str:
    with pytest.raises(KominfoError) as caught:
        SSH.ensure(spec, print)
    return str(caught.value)


def test_a_server_without_a_declared_key_is_refused(spec: ServerSpec) -> None:
    assert _refusal(replace(spec, host_key=None)) == (
        "siantar-1: host_key: has no host key declared\n"
        "    why: without it another machine could pose as this server\n"
        f"    do: run: ./kominfo trust {spec.city}"
    )


def test_an_address_where_nothing_is_cannot_be_reached(spec: ServerSpec) -> None:
    nowhere = replace(spec, address=spec.address.rpartition(".")[0] + ".254")
    assert _refusal(nowhere) == (
        f"{nowhere.address}:22: shows no ssh host key\n"
        "    why: nothing answers there, or it is not an ssh server\n"
        "    do: check that the server runs, and its address and port in datacenter.yaml"
    )
    assert SSH.is_running(nowhere) is False


def test_another_system_than_debian_13_is_refused(spec: ServerSpec) -> None:
    root = ssh.connection_for(spec.city, spec.address, user="root")
    release = ssh.run(root, ["cat", "/etc/os-release"]).stdout
    other = b'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
    ssh.run(root, ["tee", "/etc/os-release"], stdin=other)
    try:
        assert _refusal(spec) == (
            f"siantar-1 ({spec.address}:22): runs Debian GNU/Linux 12 (bookworm), not Debian 13\n"
            "    why: the roles are written and tested for a bare Debian 13 with python3\n"
            "    do: install Debian 13 on it"
        )
    finally:
        ssh.run(root, ["tee", "/etc/os-release"], stdin=release)


def test_a_server_without_python3_is_refused(spec: ServerSpec) -> None:
    root = ssh.connection_for(spec.city, spec.address, user="root")
    ssh.run(root, ["mv", "/usr/bin/python3", "/usr/bin/python3.away"])
    try:
        assert _refusal(spec).splitlines()[::2] == [
            f"siantar-1 ({spec.address}:22): has no python3",
            "    do: on the server: apt-get install python3",
        ]
    finally:
        ssh.run(root, ["mv", "/usr/bin/python3.away", "/usr/bin/python3"])


def test_ending_one_citys_connections_leaves_anothers(spec: ServerSpec) -> None:
    known = ssh.connection_for(spec.city, spec.address, user="root")
    mine = Path(connection.control_path(known)).name.removesuffix("%C")
    ssh.run(known, ["true"])
    before = sorted(connection.runtime_directory().glob(f"{mine}*"))
    assert before, "a shared connection stands"
    ssh.close_all("another-city")
    assert sorted(connection.runtime_directory().glob(f"{mine}*")) == before
    ssh.close_all(spec.city)
    assert not list(connection.runtime_directory().glob(f"{mine}*"))


def test_an_adopted_server_is_entered_as_the_platform_user(spec: ServerSpec) -> None:
    """Root's login is off after adoption: ensure must still pass, and start nothing over."""
    root = ssh.connection_for(spec.city, spec.address, user="root")
    script = (
        "useradd --create-home --shell /bin/sh kominfo && install -d -o kominfo -m 700 ~kominfo/.ssh && "
        "install -o kominfo -m 600 /root/.ssh/authorized_keys ~kominfo/.ssh/ && "
        "rm /root/.ssh/authorized_keys && echo 'kominfo ALL=(ALL:ALL) NOPASSWD: ALL' > /etc/sudoers.d/kominfo"
    )
    assert ssh.run(root, ["sh", "-c", script]).returncode == 0
    ssh.close(root)
    SSH.ensure(spec, print)
    assert SSH.is_running(spec) is True
    SSH.remove(spec, print)
