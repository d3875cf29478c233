"""One suite for every way of having servers. The ssh driver meets servers it knows only from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from infra.backends import ssh
from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.machine import machine_name
from infra.backends.servers import DRIVERS, ServerDriver, ServerSpec
from infra.errors import KominfoError
from infra.home import Home
from tests.support.lab import TestNetwork

WRONG_KEY = "SHA256:" + "A" * 43


@dataclass(frozen=True, slots=True)
class Subject:
    """A driver, the server it is to have, and that server as the lab knows it: its power switch."""

    driver: ServerDriver
    spec: ServerSpec
    machine: ServerSpec

    def power_off(self) -> None:
        with docker_of_host(self.machine.name) as host:
            host.containers.get(machine_name(self.machine.city, self.machine.name)).stop()

    def power_on(self) -> None:
        DRIVERS["lab"].ensure(self.machine, print)

    @property
    def connection(self) -> ssh.Connection:
        return ssh.connection_for(self.spec.city, self.spec.address, user=self.spec.user, name=self.spec.name)

    @property
    def known_hosts(self) -> str:
        path = self.connection.known_hosts
        return path.read_text() if path.exists() else ""


@pytest.fixture(scope="module", params=sorted(DRIVERS))
def subject(request: pytest.FixtureRequest, lab_network: TestNetwork) -> Iterator[Subject]:
    """For ``lab`` a server not made yet; for ``ssh`` one that stands, of which another city was only told."""
    (made,) = lab_network.specs(1)

    spec = made if request.param == "lab" else _told(lab_network, made)
    yield Subject(DRIVERS[request.param], spec, made)
    lab_network.remove([made])


def _told(lab_network: TestNetwork, spec: ServerSpec) -> ServerSpec:
    """Address, key and fingerprint as a person would hand them over: the city's home knows nothing else."""
    (connection,) = lab_network.make([spec])
    (host_key,) = ssh.pinned(spec.address, spec.port, connection.known_hosts)
    stranger = Home.find().city(f"stranger-{spec.name}")
    stranger.ssh_key.parent.mkdir(parents=True, mode=0o700)
    stranger.ssh_key.write_bytes(connection.key_file.read_bytes())
    stranger.ssh_key.chmod(0o600)
    return replace(spec, city=stranger.name, host_key=host_key.fingerprint)


def test_ensure_gives_a_bare_debian_13_that_lets_us_in(subject: Subject) -> None:
    subject.driver.ensure(subject.spec, print)
    release = ssh.run(subject.connection, ["cat", "/etc/os-release"])
    assert b'VERSION_ID="13"' in release.stdout
    assert ssh.run(subject.connection, ["python3", "--version"]).returncode == 0
    assert subject.driver.is_running(subject.spec) is True


def test_ensure_again_changes_nothing(subject: Subject) -> None:
    subject.driver.ensure(subject.spec, print)
    booted = ssh.run(subject.connection, ["cat", "/proc/1/stat"]).stdout.split()[21]
    known = subject.known_hosts
    subject.driver.ensure(subject.spec, print)
    assert ssh.run(subject.connection, ["cat", "/proc/1/stat"]).stdout.split()[21] == booted
    assert subject.known_hosts == known


def test_a_server_that_stands_still_is_not_gone_and_comes_back_with_its_key(subject: Subject) -> None:
    subject.driver.ensure(subject.spec, print)
    known = subject.known_hosts
    ssh.close(subject.connection)
    subject.power_off()
    assert subject.driver.is_running(subject.spec) is False
    if subject.spec.host_key is None:
        subject.driver.ensure(subject.spec, print)
    else:
        with pytest.raises(KominfoError) as caught:
            subject.driver.ensure(subject.spec, print)
        assert str(caught.value).startswith(f"{subject.spec.address}:22: shows no ssh host key\n")
        subject.power_on()
    assert subject.driver.is_running(subject.spec) is True
    assert ssh.run(subject.connection, ["true"]).returncode == 0
    assert subject.known_hosts == known


def test_a_host_key_that_is_not_the_declared_one_is_refused(subject: Subject) -> None:
    subject.driver.ensure(subject.spec, print)
    known = subject.known_hosts
    shown = ssh.pinned(subject.spec.address, 22, subject.connection.known_hosts)[0].fingerprint
    with pytest.raises(KominfoError) as caught:
        subject.driver.ensure(replace(subject.spec, host_key=WRONG_KEY), print)
    (problem,) = caught.value.problems
    assert (problem.place, problem.path) == (f"{subject.spec.address}:22", "host_key")
    assert problem.fault == "does not show the host key declared or recorded for it"
    assert WRONG_KEY in problem.reason
    assert shown in problem.reason
    assert subject.known_hosts == known, "the last good key stays"


def test_remove_forgets_the_server(subject: Subject) -> None:
    subject.driver.ensure(subject.spec, print)
    subject.driver.remove(subject.spec, print)
    assert subject.spec.address not in subject.known_hosts
    subject.driver.remove(subject.spec, print)
    subject.driver.ensure(subject.spec, print)
    assert subject.driver.is_running(subject.spec) is True


def test_a_dead_server_is_forgotten_without_being_asked(subject: Subject) -> None:
    subject.driver.ensure(subject.spec, print)
    subject.power_off()
    subject.driver.forget(subject.spec, print)
    assert subject.spec.address not in subject.known_hosts
    subject.driver.forget(subject.spec, print)
    if subject.spec.host_key is not None:
        subject.power_on()
    subject.driver.ensure(subject.spec, print)
    assert subject.driver.is_running(subject.spec) is True
