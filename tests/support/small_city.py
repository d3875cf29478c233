"""A city of two bare servers, its role runs taken from the plan, applied one by one without the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

from infra.backends import dns
from infra.backends.ansible import Outcome
from infra.backends.control import gather_control
from infra.backends.keys import ensure_authority, generate
from infra.backends.ssh import Connection
from infra.home import Home
from infra.model import load_city
from infra.plan import CityPlan, names, plan_city
from infra.plan.dns import ALGORITHM
from infra.plan.refs import Ref
from infra.plan.role_run import RoleRun
from tests.support.role_steps import apply, as_operator

DOMAIN = "kota.test"
DECLARATION = """\
city: Kota Uji
domain: kota.test
driver: lab
servers:
  satu: {{address: {satu}, memory: 1G, roles: [manager, edge, dns-primary, registry, build, database]}}
  dua: {{address: {dua}, memory: 1G, roles: [worker, dns-secondary]}}
tls: {{contact: infra@kota.test}}
"""
UNKNOWN_DIGEST = f"registry.kota.test:5000/base/edge@sha256:{'0' * 64}"


@dataclass(slots=True)
class SmallCity:
    """Role runs by name; what they gave is kept for those that refer to it."""

    plan: CityPlan
    servers: Mapping[str, Connection]
    secrets: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def declare(cls, folder: Path, satu: Connection, dua: Connection) -> SmallCity:
        """``folder``'s name is the city of the connections' keys."""
        folder.mkdir()
        text = DECLARATION.format(satu=satu.address, dua=dua.address)
        (folder / "datacenter.yaml").write_text(text)
        city = load_city(folder)
        return cls(plan_city(city, gather_control(city)), {"satu": satu, "dua": dua})

    def run(self, name: str, *, check: bool = False, **changed: Any) -> Outcome:
        """Apply the role run, as the platform's user once there is one; ``changed`` variables instead."""
        run = self.planned(name)
        server = self.servers[run.server]
        adopted = f"{run.server}-adopt" in self.outputs
        variables = {**run.variables, **self._resolved(run.secrets), **changed}
        outcome = apply(as_operator(server) if adopted else server, run.role, variables, check=check)
        if not check:
            self.outputs[name] = outcome.outputs
        return outcome

    def planned(self, name: str) -> RoleRun:
        return next(run for run in self.plan.datacenter.role_runs if run.name == name)

    def operator(self, server: str) -> Connection:
        return as_operator(self.servers[server])

    def publish_records(self) -> None:
        """The data center's own records, as its part publishes them."""
        address = str(self.plan.holding("dns-primary")[0].address)
        key = dns.Key(names.UPDATE_KEY, ALGORITHM, self._key(names.UPDATE_KEY))
        zone = dns.Rfc2136Zone(DOMAIN, address, 53, key)
        wanted = self.plan.datacenter.records
        dns.publish(
            zone,
            "datacenter",
            [dns.RecordSet(one.name, one.type, one.ttl, tuple(one.values)) for one in wanted],
        )

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return self._value(value)
        if isinstance(value, dict):
            return {key: self._resolved(item) for key, item in value.items()}
        return [self._resolved(item) for item in value] if isinstance(value, list | tuple) else value

    def _value(self, ref: Ref) -> Any:
        if ref.kind == "key":
            return self._key(ref.name)
        if ref.kind == "certificate":
            return self._certificate(ref.name, ref.field)
        if ref.name not in self.outputs:  # before that role has run, as a check on a bare server is
            return UNKNOWN_DIGEST
        return reduce(getitem, ref.field.split("."), self.outputs[ref.name])

    def _key(self, name: str) -> str:
        return self.secrets.setdefault(name, generate(self.plan.datacenter.keys[name], 32))

    def _certificate(self, name: str, field_: str) -> str:
        if f"{name}.{field_}" not in self.secrets:
            (wanted,) = [one for one in self.plan.datacenter.certificates if one.name == name]
            city = next(iter(self.servers.values())).known_hosts.parent.parent.name
            issued = ensure_authority(Home.find().city(city)).issue(list(wanted.names))
            for given in ("certificate", "key", "ca"):
                self.secrets[f"{name}.{given}"] = getattr(issued, given)
        return self.secrets[f"{name}.{field_}"]
