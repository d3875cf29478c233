"""Servers that are there already, known by address, host-key fingerprint and the city's ssh key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.backends import ssh
from infra.backends.ansible import RoleCall, run_role
from infra.backends.servers.base import ServerSpec
from infra.errors import KominfoError, Problem
from infra.home import CHECKOUT, Home

if TYPE_CHECKING:
    from infra.backends.lab.progress import Progress

DEBIAN = "13"
LEAVE = "leave"


class SshServers:
    """Driver ``ssh``: machines are never made, changed or destroyed here, only recognised."""

    def __init__(self) -> None:
        self._let_in: dict[tuple[str, str, int], ssh.Connection] = {}

    def ensure(self, spec: ServerSpec, progress: Progress) -> None:
        """Pin the declared host key and check that a Debian 13 with python3 lets us in."""
        if spec.host_key is None:
            raise _nameless(spec)
        known_hosts = Home.find().city(spec.city).known_hosts
        progress(f"checking {spec.name} ({spec.address})")
        ssh.pin(spec.address, spec.port, spec.host_key, known_hosts)
        release = self._entered(spec, ["cat", "/etc/os-release"]).stdout.decode(errors="replace")
        facts = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', release, re.MULTILINE))
        if (facts.get("ID"), facts.get("VERSION_ID")) != ("debian", DEBIAN):
            raise _unfit(spec, f"runs {facts.get('PRETTY_NAME', 'an unknown system')}, not Debian {DEBIAN}")
        if self._entered(spec, ["python3", "--version"]).returncode:
            raise _unfit(spec, "has no python3", "on the server: apt-get install python3")

    def is_running(self, spec: ServerSpec) -> bool | None:
        """Whether the machine of the recorded identity lets us in; one that does not is off, never gone."""
        try:
            return self._entered(spec, ["true"]).returncode == 0
        except KominfoError:
            return False

    def remove(self, spec: ServerSpec, progress: Progress) -> None:
        """Take what is ours off it, then forget its key: the machine, its packages and data are not ours.

        KominfoError when it cannot be reached: `server forget` is for one that never will be.
        """
        if not ssh.pinned(spec.address, spec.port, Home.find().city(spec.city).known_hosts):
            return  # let go of before
        progress(f"letting go of {spec.name}: it leaves the swarm, our files go, packages and data stay")
        self._entered(spec, ["true"])
        door = self._let_in[spec.city, spec.address, spec.port]
        run_role(
            RoleCall(door, LEAVE, roles=CHECKOUT / "roles"),
            on_event=lambda event: progress(f"{spec.name}: {event.task}"),
        )
        self.forget(spec, progress)

    def forget(self, spec: ServerSpec, progress: Progress) -> None:
        """Forget the pinned key, and end what is left of connections."""
        progress(f"forgetting {spec.name} ({spec.address})")
        for user in ("kominfo", spec.user):
            ssh.close(ssh.connection_for(spec.city, spec.address, spec.port, user))
        ssh.unpin(spec.address, spec.port, Home.find().city(spec.city).known_hosts)

    def _entered(self, spec: ServerSpec, argv: list[str]) -> ssh.Completed:
        """Run ``argv`` as the platform's user, or as the bootstrap user while the server is not adopted yet.

        Whom it let in last comes first: sshd counts refused logins against our address, and locks it out
        for a while when they are many (PerSourcePenalties in sshd_config(5)).
        """
        where = (spec.city, spec.address, spec.port)
        platform = ssh.connection_for(*where, name=spec.name)
        bootstrap = ssh.connection_for(*where, user=spec.user, name=spec.name)
        first, second = platform, bootstrap
        if self._let_in.get(where) == bootstrap:
            first, second = bootstrap, platform
        try:
            done, door = ssh.run(first, argv), first
        except KominfoError as error:
            if "refuses our key" not in str(error):
                raise
            done, door = ssh.run(second, argv), second
        self._let_in[where] = door
        return done


def _nameless(spec: ServerSpec) -> KominfoError:
    return KominfoError(
        Problem(
            spec.name,
            "host_key",
            "has no host key declared",
            "without it another machine could pose as this server",
            f"run: ./kominfo trust {spec.city}",
        )
    )


def _unfit(spec: ServerSpec, fault: str, remedy: str = "") -> KominfoError:
    return KominfoError(
        Problem(
            f"{spec.name} ({spec.address}:{spec.port})",
            "",
            fault,
            "the roles are written and tested for a bare Debian 13 with python3",
            remedy or f"install Debian {DEBIAN} on it",
        )
    )
