"""An OPD (city department) and its sites."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from infra.model.egress import Egress
from infra.model.kinds import (
    APEX,
    MEBIBYTE,
    AbsoluteFolder,
    Commit,
    Digest,
    FilePath,
    GitUrl,
    Id,
    Image,
    Label,
    Many,
    Note,
    SiteMemory,
    Title,
    fqdn,
)
from infra.model.runtime import EnvName, EnvValue, Port, SecretName, UrlPath, Volume
from infra.model.section import Section


class Pin(Section):
    """An earlier release that runs until this is removed: which, who went back to it, and why."""

    digest: Digest
    by: Note
    why: Note


class Site(Section):
    """One published host. ``memory`` in bytes, for each replica.

    ``label`` is relative to the domain: ``dinkes``, nested ``ppid.dinkes``, or ``@``. Exactly one of
    ``source`` (folder beside the part), ``git`` (with ``commit``) and ``image`` says what runs. ``aliases``
    answer with a 301. ``pin`` is written by `rollback`.

    The containers answer HTTP on ``port``, and 200 at ``health`` when they are well. Their root is read-only:
    ``scratch`` are folders in memory, empty at each start; ``volume`` keeps. ``secrets`` are files in
    ``/run/secrets``, set by `secret set`. They open no connection outward but those of ``egress``.
    """

    label: Label
    source: FilePath | None = None
    git: GitUrl | None = None
    commit: Commit | None = None
    image: Image | None = None
    replicas: Annotated[int, Field(ge=1, le=6)] = 2
    memory: SiteMemory = 64 * MEBIBYTE
    aliases: Many[Label] = ()
    port: Port = 8080
    health: UrlPath = "/healthz"
    environment: dict[EnvName, EnvValue] = Field(default_factory=dict)
    secrets: Many[SecretName] = ()
    scratch: Many[AbsoluteFolder] = ()
    volume: Volume | None = None
    egress: Many[Egress] = ()
    pin: Pin | None = None

    @property
    def service(self) -> str:
        """Name of its Swarm service."""
        return "web-apex" if self.label == APEX else "web-" + self.label.replace(".", "-")

    @property
    def labels(self) -> tuple[str, ...]:
        """Its label, then its aliases."""
        return (self.label, *self.aliases)

    def host(self, domain: str) -> str:
        """The whole name it is published under."""
        return fqdn(self.label, domain)

    def alias_hosts(self, domain: str) -> tuple[str, ...]:
        return tuple(fqdn(alias, domain) for alias in self.aliases)


class Opd(Section):
    """``<opd>.yaml``. ``opd`` is the stable id, equal to the file's name: an OPD is renamed, its id never."""

    opd: Id
    name: Title
    sites: Annotated[Many[Site], Field(min_length=1)]
