"""The whole plan of a city: one data center and one part per OPD, each planned on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.model import City, DataCenter, Opd, Server
from infra.model.kinds import fqdn
from infra.plan import names
from infra.plan.control import Control
from infra.plan.databases import database
from infra.plan.dns import RecordSet, datacenter_records, name_servers, opd_records
from infra.plan.refs import refs_in
from infra.plan.role_run import RoleRun
from infra.plan.servers import role_runs
from infra.plan.services import EdgeNetwork, WebService, edge_network, web_service
from infra.plan.turns import members_first


@dataclass(frozen=True, slots=True)
class PlatformCertificate:
    """A certificate of the platform's own CA for ``names`` (host names and addresses)."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataCenterPlan:
    """Everything the ``datacenter`` stack holds."""

    servers: tuple[Server, ...]
    keys: dict[str, str]
    certificates: tuple[PlatformCertificate, ...]
    role_runs: tuple[RoleRun, ...]
    records: tuple[RecordSet, ...]
    network: EdgeNetwork


@dataclass(frozen=True, slots=True)
class PartPlan:
    """Everything one OPD's stack holds."""

    part: str
    title: str
    services: tuple[WebService, ...]
    records: tuple[RecordSet, ...]


@dataclass(frozen=True, slots=True)
class CityPlan:
    """A city's plan. ``name`` is its folder's name, ``domain`` its apex without the final dot.

    ``ca_file`` is what to trust for the sites; empty: the system's CAs. ``managers`` in the order they are to
    be asked.
    """

    name: str
    domain: str
    driver: str
    datacenter: DataCenterPlan
    parts: tuple[PartPlan, ...]
    certificate_names: tuple[str, ...]
    name_servers: list[dict[str, Any]]
    ca_file: str
    managers: tuple[Server, ...]

    def part(self, name: str) -> PartPlan:
        return next(part for part in self.parts if part.part == name)

    def holding(self, role: str) -> tuple[Server, ...]:
        return tuple(server for server in self.datacenter.servers if role in server.roles)

    @property
    def registry(self) -> str:
        return f"{fqdn(names.REGISTRY, self.domain)}:{names.REGISTRY_PORT}"


def plan_city(city: City, control: Control) -> CityPlan:
    """Plan a valid city. Pure: the same city and control facts give the same plan."""
    datacenter = city.datacenter
    return CityPlan(
        name=city.name,
        domain=datacenter.domain,
        driver=datacenter.driver,
        datacenter=_plan_datacenter(datacenter, control),
        parts=tuple(_plan_part(datacenter, opd) for opd in city.opds),
        certificate_names=datacenter.certificate_names,
        name_servers=name_servers(datacenter),
        ca_file=control.ca_file,
        managers=members_first(datacenter.servers_with("manager"), control),
    )


def _plan_datacenter(datacenter: DataCenter, control: Control) -> DataCenterPlan:
    runs = role_runs(datacenter, control)
    return DataCenterPlan(
        servers=tuple(datacenter.servers.values()),
        keys=_keys(runs),
        certificates=tuple(_certificates(datacenter)),
        role_runs=runs,
        records=datacenter_records(datacenter),
        network=edge_network(datacenter.overlay_pool),
    )


def _keys(runs: tuple[RoleRun, ...]) -> dict[str, str]:
    """Name → kind of every generated key a role run refers to; all but the registry's are TSIG."""
    wanted = {ref.name for run in runs for ref in refs_in(run.secrets) if ref.kind == "key"}
    return {name: "password" if name == names.REGISTRY else "tsig" for name in sorted(wanted)}


def _certificates(datacenter: DataCenter) -> list[PlatformCertificate]:
    (registry,) = datacenter.servers_with("registry")
    return [
        PlatformCertificate(names.REGISTRY, (fqdn(names.REGISTRY, datacenter.domain), str(registry.address))),
        *(
            PlatformCertificate(names.database_certificate(server.name), (str(server.address),))
            for server in datacenter.servers_with("database")
        ),
    ]


def _plan_part(datacenter: DataCenter, opd: Opd) -> PartPlan:
    return PartPlan(
        part=opd.opd,
        title=opd.name,
        services=tuple(
            web_service(site, datacenter.domain, database(site, datacenter)) for site in opd.sites
        ),
        records=opd_records(datacenter, opd),
    )


__all__ = ["CityPlan", "DataCenterPlan", "PartPlan", "PlatformCertificate", "plan_city"]
