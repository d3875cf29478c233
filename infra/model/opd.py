"""An OPD (city department) and its sites."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from infra.model.database import DeclaredDatabase
from infra.model.egress import Egress
from infra.model.function import Function, Kind, Permission
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
from infra.model.tenant import Tenant


class Pin(Section):
    """An earlier release that runs until this is removed: which, who went back to it, and why."""

    digest: Digest
    by: Note
    why: Note


class Site(Section):
    """One published host. ``memory`` in bytes, for each replica.

    ``label`` is relative to the domain: ``dinkes``, nested ``ppid.dinkes``, or ``@``. Exactly one of
    ``source`` (folder beside the part), ``git`` (with ``commit``), ``image`` and ``like`` says what runs.
    ``like`` is another site of the OPD: this one runs the same, or its ``release``; ``for_each`` in the file
    makes such sites (`infra.model.for_each`). ``name`` is whose it is, where that is not the OPD. ``aliases``
    answer with a 301. ``tenants`` are further hosts of the same containers. ``pin`` is written by `rollback`.

    The containers answer HTTP on ``port``, and 200 at ``health`` when they are well. Their root is read-only:
    ``scratch`` are folders in memory, empty at each start; ``volume`` keeps. ``secrets`` are files in
    ``/run/secrets``, set by `secret set`; ``database`` adds its own. They open no connection outward but
    to that and those of ``egress``. ``function`` is what it is for: of those that a national shared
    application covers only with ``permission``, or as that application itself (``kind: umum``).
    """

    label: Label
    name: Title | None = None
    like: Label | None = None
    release: Digest | None = None
    source: FilePath | None = None
    git: GitUrl | None = None
    commit: Commit | None = None
    image: Image | None = None
    replicas: Annotated[int, Field(ge=1, le=6)] = 2
    memory: SiteMemory = 64 * MEBIBYTE
    aliases: Many[Label] = ()
    tenants: Many[Tenant] = ()
    port: Port = 8080
    health: UrlPath = "/healthz"
    environment: dict[EnvName, EnvValue] = Field(default_factory=dict)
    secrets: Many[SecretName] = ()
    scratch: Many[AbsoluteFolder] = ()
    volume: Volume | None = None
    database: DeclaredDatabase | None = None
    egress: Many[Egress] = ()
    function: Function | None = None
    kind: Kind = "khusus"
    permission: Permission | None = None
    pin: Pin | None = None

    @property
    def service(self) -> str:
        """Name of its Swarm service."""
        return _service(self.label)

    @property
    def model_service(self) -> str:
        """The service whose images it runs: its own, or that of the site it is ``like``."""
        return _service(self.like or self.label)

    @property
    def app_key(self) -> str:
        """The secret that is made for an app with a database; empty for any other site."""
        return self.service.replace("-", "_") + "_key" if self.database else ""

    @property
    def all_secrets(self) -> tuple[str, ...]:
        """Those it lists, and the one that is made for it."""
        return (*self.secrets, self.app_key) if self.app_key else self.secrets

    @property
    def labels(self) -> tuple[str, ...]:
        """Its label, then its aliases, then its tenants'."""
        return (self.label, *self.aliases, *(tenant.label for tenant in self.tenants))

    def host(self, domain: str) -> str:
        """The whole name it is published under."""
        return fqdn(self.label, domain)

    def alias_hosts(self, domain: str) -> tuple[str, ...]:
        return tuple(fqdn(alias, domain) for alias in self.aliases)

    def tenant_hosts(self, domain: str) -> tuple[tuple[str, str], ...]:
        """(name, whole name it is published under) of each tenant."""
        return tuple((tenant.name, fqdn(tenant.label, domain)) for tenant in self.tenants)

    def hosts(self, domain: str) -> tuple[str, ...]:
        """Every whole name that it answers under or redirects from."""
        return tuple(fqdn(label, domain) for label in self.labels)


def _service(label: str) -> str:
    return "web-apex" if label == APEX else "web-" + label.replace(".", "-")


class Opd(Section):
    """``<opd>.yaml``. ``opd`` is the stable id, equal to the file's name: an OPD is renamed, its id never."""

    opd: Id
    name: Title
    sites: Annotated[Many[Site], Field(min_length=1)]
