"""What only the lab's driver promises: machines made here are bounded, distinct, and leave nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infra.backends import ssh
from infra.backends.lab.daemon import CITY_LABEL, docker_of_host
from infra.backends.lab.machine import machine_name
from infra.backends.servers import DRIVERS, ServerSpec
from infra.errors import KominfoError
from tests.conftest import BareServers
from tests.support.lab import GIB, TestNetwork

LAB = DRIVERS["lab"]


def test_servers_have_keys_and_identities_of_their_own(bare_servers: BareServers) -> None:
    first, second = bare_servers(2)
    for path in ("/etc/ssh/ssh_host_ed25519_key.pub", "/etc/ssh/ssh_host_rsa_key.pub", "/etc/machine-id"):
        contents = {ssh.run(server, ["cat", path]).stdout for server in (first, second)}
        assert len(contents) == 2, f"{path} is shared"


def test_a_boot_leaves_no_failed_unit(bare_servers: BareServers) -> None:
    (server,) = bare_servers(1)
    assert ssh.run(server, ["systemctl", "is-system-running"]).stdout.strip() == b"running"


def test_what_a_server_knows_of_its_peers_survives_its_power(lab_network: TestNetwork) -> None:
    """Docker lays a hosts file of its own over the container's at every start."""
    (spec,) = lab_network.specs(1)
    try:
        (server,) = lab_network.make([spec])
        line = b"192.0.2.1 peer.test\n"
        ssh.run(server, ["tee", "-a", "/etc/hosts"], line)
        with docker_of_host(spec.name) as host:
            host.containers.get(machine_name(spec.city, spec.name)).kill()
        ssh.close(server)
        LAB.ensure(spec, print)
        assert line in ssh.run(server, ["cat", "/etc/hosts"]).stdout
        assert ssh.run(server, ["getent", "hosts", "localhost"]).returncode == 0
    finally:
        lab_network.remove([spec])


def test_memory_is_limited_for_all_that_runs_inside_and_follows_the_declaration(
    lab_network: TestNetwork,
) -> None:
    (spec,) = lab_network.specs(1, memory=GIB // 2)
    try:
        (server,) = lab_network.make([spec])
        assert _limit(spec) == GIB // 2
        # A cgroup made at the root of what the server sees is still inside its limit.
        limit = (
            "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true"
        )
        assert str(GIB // 2).encode() in ssh.run(server, ["sh", "-c", limit]).stdout.split()
        LAB.ensure(replace(spec, memory=GIB), print)
        assert _limit(spec) == GIB
    finally:
        lab_network.remove([spec])


def _limit(spec: ServerSpec) -> int:
    with docker_of_host(spec.name) as host:
        container = host.containers.get(machine_name(spec.city, spec.name))
        return int(container.attrs["HostConfig"]["Memory"])


def test_a_removed_server_is_gone_with_its_volume(lab_network: TestNetwork) -> None:
    (spec,) = lab_network.specs(1)
    lab_network.make([spec])
    LAB.remove(spec, print)
    assert LAB.is_running(spec) is None
    with docker_of_host(spec.name) as host:
        volumes = host.volumes.list(filters={"label": f"{CITY_LABEL}={spec.city}"})
        assert not [volume for volume in volumes if spec.name in str(volume.name)]


def test_a_run_killed_before_the_first_start_is_healed(lab_network: TestNetwork) -> None:
    """Between docker's create and start the key is not inside yet: the next ensure must still let us in."""
    (spec,) = lab_network.specs(1)
    try:
        lab_network.make([spec])
        LAB.remove(spec, print)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("infra.backends.lab.machine._start", _killed)
            with pytest.raises(KeyboardInterrupt):
                LAB.ensure(spec, print)
        assert LAB.is_running(spec) is False
        (server,) = lab_network.make([spec])
        assert ssh.run(server, ["true"]).returncode == 0
    finally:
        lab_network.remove([spec])


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("host", "holder"), [(1, "the gateway"), (2, "the lab's outside world"), (255, "broadcast")]
)
def test_addresses_the_lab_needs_are_refused(lab_network: TestNetwork, host: int, holder: str) -> None:
    (spec,) = lab_network.specs(1)
    address = str(lab_network.subnet.network_address + host)
    with pytest.raises(KominfoError) as caught:
        LAB.ensure(replace(spec, address=address), print)
    assert f"{spec.name}: address: {address} is kept for {holder}" in str(caught.value)
    assert LAB.is_running(spec) is None


def test_a_server_cannot_move_to_another_address(lab_network: TestNetwork) -> None:
    first, other = lab_network.specs(2)
    try:
        lab_network.make([first])
        with pytest.raises(KominfoError) as caught:
            LAB.ensure(replace(first, address=other.address), print)
        told = f"{first.name}: address: the lab server stands at {first.address}, not at {other.address}\n"
        assert str(caught.value).startswith(told)
        assert LAB.is_running(first) is True
    finally:
        lab_network.remove([first])


def test_a_container_that_is_not_ours_is_never_touched(lab_network: TestNetwork) -> None:
    (spec,) = lab_network.specs(1)
    lab_network.make([spec])
    stranger = replace(spec, city=spec.city.replace("test-", "test."))
    name = machine_name(spec.city, spec.name)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("infra.backends.lab.machine.machine_name", lambda *_: name)
            for act in (LAB.is_running, lambda it: LAB.remove(it, print)):
                with pytest.raises(KominfoError, match="a container of this name is not ours"):
                    act(stranger)
        assert LAB.is_running(spec) is True
    finally:
        lab_network.remove([spec])
