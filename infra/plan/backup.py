"""What servers hold that neither the declaration nor the state could make again: how it is read and put back.

Left out on purpose: the swarm's raft. It can be copied whole only while its manager's Docker stands still, it
is bound to that manager's address and identity, and everything in it is in the state (ADR 4).
"""

from __future__ import annotations

from dataclasses import dataclass

from infra.model import City
from infra.plan import names

Argv = tuple[str, ...]
"""One command, run on the server as root, never through a shell."""

KNOT = "/var/lib/knot"
REGISTRY = "/var/lib/docker-registry"
LETSENCRYPT = "/etc/letsencrypt"
POSTGRES = "/var/lib/kominfo/postgres"
POSTGRES_PROGRAM = "/usr/local/sbin/kominfo-postgres"
DOCKER = "/var/lib/docker"
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


def holdings(city: City) -> tuple[Holding, ...]:
    """Everything to copy, in the order it is put back: signed names, images, certificates, databases, files.

    Files come after the database that tells of them: none that it knows is missing from its copy.
    """
    datacenter = city.datacenter
    return (
        *(_dns(server.name, datacenter.domain) for server in datacenter.servers_with("dns-primary")),
        *(_registry(server.name) for server in datacenter.servers_with("registry")),
        *(_certificates(server.name) for server in datacenter.servers_with("edge")),
        *(_databases(server.name) for server in datacenter.servers_with("database")),
        *(
            _volume(site.volume.server, names.volume(site.service), names.stack_name(city.name, opd.opd))
            for opd in city.opds
            for site in opd.sites
            if site.volume
        ),
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


def _databases(server: str) -> Holding:
    """Each as it was at one moment. One that stands is left: what was written since is not undone."""
    folder = f"{POSTGRES}/{COPY}"
    clear = ("rm", "-rf", folder)
    make = ("install", "-d", "-m", "0700", folder)
    return Holding(
        server,
        "databases",
        "databases of the apps",
        Reading(
            folder,
            (".",),
            before=(clear, make, (POSTGRES_PROGRAM, "copy", folder)),
            after=(clear,),
        ),
        Writing(
            ("systemctl", "is-active", "--quiet", "postgresql@17-main.service"),
            folder,
            place=((POSTGRES_PROGRAM, "restore", folder),),
            after=(clear,),
        ),
    )


def _volume(server: str, name: str, stack: str) -> Holding:
    """Where files are, they stay: what people deleted since does not come back.

    One that nobody has used yet is made as `up` would make it, and is a copy of nothing.
    """
    folder, copied = f"{DOCKER}/volumes/{name}", f"{DOCKER}/{COPY}"
    make = ("docker", "volume", "create", "--label", f"{names.STACK_LABEL}={stack}", name)
    return Holding(
        server,
        name,
        f"files of {name}",
        Reading(folder, ("_data",), before=(make,), settled=False),
        Writing(
            ("systemctl", "is-active", "--quiet", "docker.service"),
            copied,
            place=(make, ("cp", "--archive", f"{copied}/_data", folder)),
            after=(("rm", "-rf", copied),),
            held=("grep", "--recursive", "--quiet", "", f"{folder}/_data"),
        ),
    )
