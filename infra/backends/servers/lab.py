"""Servers that are containers of this machine: bare Debian 13 under systemd, entered with the city's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.backends import ssh
from infra.backends.servers.base import ServerSpec
from infra.errors import KominfoError, Problem
from infra.home import Home

if TYPE_CHECKING:
    from infra.backends.lab.progress import Progress


class LabServers:
    """Driver ``lab``: nothing but this machine is needed."""

    def ensure(self, spec: ServerSpec, progress: Progress) -> None:
        """Make the container, or start the one there is, and pin the key it made for itself."""
        from infra.backends import lab
        from infra.backends.keys import ensure_ssh_key

        if (spec.user, spec.port) != ("root", 22):
            raise _unusual_door(spec)
        image = lab.ensure_server_image(progress)
        subnet = lab.ensure_network(spec.city, spec.address)
        home = Home.find().city(spec.city)
        key = ensure_ssh_key(home)
        machine = lab.Machine(
            city=spec.city,
            name=spec.name,
            address=spec.address,
            image=image,
            memory=spec.memory,
            volumes={"docker": "/var/lib/docker"},
            files=(lab.File("root/.ssh/authorized_keys", f"{key.strip()}\n".encode(), 0o600),),
        )
        lab.check_server_address(machine, subnet)
        lab.ensure_machine(machine, progress)
        fingerprint = spec.host_key or lab.host_key(spec.city, spec.name)
        ssh.pin(spec.address, spec.port, fingerprint, home.known_hosts)

    def is_running(self, spec: ServerSpec) -> bool | None:
        from infra.backends import lab

        return lab.machine_runs(spec.city, spec.name)

    def remove(self, spec: ServerSpec, progress: Progress) -> None:
        """Container and volume go for good, and with them the pinned key and open connections."""
        from infra.backends import lab

        ssh.close(ssh.connection_for(spec.city, spec.address, spec.port, spec.user))
        ssh.close(ssh.connection_for(spec.city, spec.address, spec.port))
        lab.remove_machine(spec.city, spec.name, progress)
        ssh.unpin(spec.address, spec.port, Home.find().city(spec.city).known_hosts)

    def forget(self, spec: ServerSpec, progress: Progress) -> None:
        """What this machine made, this machine removes."""
        self.remove(spec, progress)


def _unusual_door(spec: ServerSpec) -> KominfoError:
    return KominfoError(
        Problem(
            spec.name,
            "",
            f"a lab server starts with user root on port 22, not {spec.user} on port {spec.port}",
            "it is made bare; the roles move its door afterwards",
            "leave user and port out of datacenter.yaml, or use driver: ssh",
        )
    )
