"""What servers hold that neither the declaration nor the state could make again: how it is read and put back.

Left out on purpose: the swarm's raft. It can be copied whole only while its manager's Docker stands still, it
is bound to that manager's address and identity, and everything in it is in the state (ADR 4).
"""

from __future__ import annotations

from dataclasses import dataclass

from infra.model import DataCenter

Argv = tuple[str, ...]
"""One command, run on the server as root, never through a shell."""

KNOT = "/var/lib/knot"
REGISTRY = "/var/lib/docker-registry"
LETSENCRYPT = "/etc/letsencrypt"
KEYS_ALONE = ("+kaspdb", "+nozonefile", "+nojournal", "+notimers")
COPY = "kominfo-copy"  # the passing folder, on the disk of what it is a copy of


@dataclass(frozen=True, slots=True)
class Reading:
    """Run ``before``, archive ``members`` of ``folder``, then in any case ``after``.

    ``settled`` is False where files come and go while they are read, and an archive is whole all the same.
    """

    folder: str
    members: tuple[str, ...]
    before: tuple[Argv, ...] = ()
    after: tuple[Argv, ...] = ()
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Writing:
    """Unless ``held`` succeeds and when ``built`` does: make ``folder``, unpack there, run ``place``.

    In any case ``after`` follows, so that what was stopped runs again and the folder is gone. ``owner`` (user
    and group) is the folder's; what is unpacked gets the owners and modes it had.
    """

    built: Argv
    folder: str
    place: tuple[Argv, ...]
    after: tuple[Argv, ...]
    owner: str = "root"
    held: Argv = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing on one server. ``what`` is for people."""

    server: str
    kind: str
    what: str
    reading: Reading
    writing: Writing

    @property
    def mark(self) -> str:
        """Its name among a copy's tags: ``siantar-1/dns``."""
        return f"{self.server}/{self.kind}"

    @property
    def file(self) -> str:
        """Its archive, below the folder of all servers' archives."""
        return f"{self.mark}.tar"


def holdings(datacenter: DataCenter) -> tuple[Holding, ...]:
    """Everything to copy, in the order it is put back: signed names, images, certificates."""
    return (
        *(_dns(server.name, datacenter.domain) for server in datacenter.servers_with("dns-primary")),
        *(_registry(server.name) for server in datacenter.servers_with("registry")),
        *(_certificates(server.name) for server in datacenter.servers_with("edge")),
    )


def _dns(server: str, domain: str) -> Holding:
    """Knot copies its own databases while it serves. Only the keys go back: `up` publishes every record."""
    folder = f"{KNOT}/{COPY}"
    clear = ("rm", "-rf", folder)
    return Holding(
        server,
        "dns",
        "DNSSEC keys, zone and journal",
        Reading(
            folder,
            (".",),
            before=(clear, ("knotc", "-b", "zone-backup", "+backupdir", folder, "+journal", domain)),
            after=(clear,),
        ),
        Writing(
            ("systemctl", "is-active", "--quiet", "knot.service"),
            folder,
            place=(("knotc", "-b", "zone-restore", "+backupdir", folder, *KEYS_ALONE, domain),),
            after=(clear,),
            owner="knot",
        ),
    )


def _registry(server: str) -> Holding:
    """What leads to an image is read before the image, so that nothing read leads nowhere.

    It is put beside what is there: what was pushed since stays.
    """
    folder = f"{REGISTRY}/{COPY}"
    return Holding(
        server,
        "registry",
        "images",
        Reading(
            REGISTRY,
            ("--exclude=_uploads", "docker/registry/v2/repositories", "docker/registry/v2/blobs"),
            settled=False,
        ),
        Writing(
            ("test", "-d", f"{REGISTRY}/docker"),
            folder,
            place=(
                ("systemctl", "stop", "docker-registry.service"),
                ("cp", "--archive", "--link", "--remove-destination", f"{folder}/docker", REGISTRY),
            ),
            after=(("systemctl", "start", "docker-registry.service"), ("rm", "-rf", folder)),
        ),
    )


def _certificates(server: str) -> Holding:
    """An edge that holds a certificate keeps it: one that was issued since is the better one."""
    folder = f"/etc/{COPY}"
    return Holding(
        server,
        "certificates",
        "ACME account and certificates",
        Reading("/etc", ("letsencrypt",)),
        Writing(
            ("test", "-d", LETSENCRYPT),
            folder,
            place=(
                ("mv", "--exchange", "--no-target-directory", f"{folder}/letsencrypt", LETSENCRYPT),
                (f"{LETSENCRYPT}/renewal-hooks/deploy/kominfo-edge", "deploy"),
            ),
            after=(("rm", "-rf", folder),),
            held=("test", "-e", f"{LETSENCRYPT}/live/city/cert.pem"),
        ),
    )
