"""What of a zone that somebody else kept the declaration has to hold, once the zone is the city's own.

Everything the platform makes itself is left out; what cannot be held, or would break, is a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

import dns.name
import dns.rdata
from pydantic import ValidationError

from infra.errors import Problem
from infra.model import City
from infra.model.dns import Record, RecordType
from infra.model.kinds import APEX
from infra.model.refusal import shown
from infra.model.rules.records import ADDRESSES, PLATFORM
from infra.plan import names
from infra.plan.delegation import Cuts
from infra.plan.dns import name_servers

SIGNING = frozenset(
    {"RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY", "ZONEMD", "TYPE65534"}
)
SHORTEST, LONGEST = 30, 604_800  # seconds, as the model has them
_TARGETED = ("CNAME", "MX", "NS", "SRV")  # the last word of the value is a host name
_HELD = get_args(RecordType)


@dataclass(frozen=True, slots=True)
class Found:
    """A record set as it was found: ``name`` relative to the domain, or whole with its dot when outside it.

    ``ttl`` in seconds; ``values`` canonical and sorted, as a zone file has them; ``place`` says where.
    """

    name: str
    type: str
    ttl: int
    values: tuple[str, ...]
    place: str

    def __str__(self) -> str:
        return f"{self.name} {self.type}"

    def problem(self, fault: str, reason: str = "", remedy: str = "") -> Problem:
        return Problem(self.place, str(self), fault, reason, remedy)


@dataclass(frozen=True, slots=True)
class Adoption:
    """``records`` to add; ``left`` out, each with why; ``notes``: adopted, but not quite as it was."""

    records: tuple[Record, ...]
    left: tuple[tuple[Found, str], ...]
    notes: tuple[tuple[Found, str], ...]
    faults: tuple[Problem, ...]


def adopt(city: City, zone: Iterable[Found]) -> Adoption:
    """Decide about every record set of ``zone``; those declared already are left out. Pure."""
    found = tuple(zone)
    judge = _Judge(city, found)
    records: list[Record] = []
    left: list[tuple[Found, str]] = []
    notes: list[tuple[Found, str]] = []
    faults = list(_misplaced(city, found))
    for item in () if faults else found:
        if why := judge.ours(item):
            left.append((item, why))
        elif problem := judge.fault(item):
            faults.append(problem)
        else:
            record = _record(item)
            if isinstance(record, Problem):
                faults.append(record)
            elif why := judge.declared(item):
                left.append((item, why))
            elif differs := judge.differs(item):
                faults.append(differs)
            else:
                records.append(record)
                if record.ttl != item.ttl:
                    notes.append((item, f"its TTL becomes {record.ttl}, it was {item.ttl}"))
    return Adoption(tuple(records), tuple(left), tuple(notes), tuple(faults))


def _misplaced(city: City, found: tuple[Found, ...]) -> Iterator[Problem]:
    """A zone is read as the city's own: its SOA says whose it is."""
    domain = city.datacenter.domain
    for item in found:
        if item.type == "SOA" and item.name != APEX:
            name = item.name.rstrip(".") if item.name.endswith(".") else f"{item.name}.{domain}"
            remedy = f"Import it when `domain:` is {shown(name)}."
            yield item.problem(f"this is not the zone {domain}", f"It is {shown(name)}.", remedy)
    if all(item.name.endswith(".") for item in found):
        place = found[0].place if found else city.name
        yield Problem(place, domain, f"there is nothing of the zone {domain} in it")


def _record(item: Found) -> Record | Problem:
    ttl = min(max(item.ttl, SHORTEST), LONGEST)
    try:
        return Record.model_validate(
            {"name": item.name, "type": item.type, "ttl": ttl, "values": list(item.values)}
        )
    except ValidationError as wrong:
        said = wrong.errors(include_url=False)[0]
        told = said.get("ctx", {})
        fault = str(told.get("fault", f"its {said['loc'][0]} is refused"))
        reason, remedy = str(told.get("reason", said["msg"])), str(told.get("remedy", ""))
        return item.problem(fault, reason, remedy or "Leave it out, or write it otherwise.")


class _Judge:
    """Knows the city and the whole zone; each method is asked about one record set."""

    def __init__(self, city: City, found: tuple[Found, ...]) -> None:
        self.city = city
        self.domain = city.datacenter.domain
        self.sites = {label: opd for opd in city.opds for site in opd.sites for label in site.labels}
        self.hosts = {item["name"] for item in name_servers(city.datacenter)} | {names.EDGE, names.REGISTRY}
        self.types: dict[str, set[str]] = {}
        for item in found:
            self.types.setdefault(item.name, set()).add(item.type)
        self.texts = {item.name: item.values for item in found if item.type == "TXT"}
        delegations = [item for item in found if item.type == "NS" and item.name != APEX]
        self.cuts = Cuts(
            frozenset(item.name for item in delegations),
            frozenset(server for item in delegations for server in item.values),
            self.domain,
        )
        self.records: dict[tuple[str, str], Record] = {
            (item.name, item.type): item for item in city.datacenter.dns.records
        }
        addressed = [item for item in found if item.type in ADDRESSES]
        self.moved = {f"{item.name}.{self.domain}.".removeprefix("@."): item
                      for item in addressed if self._taken_over(item.name)}  # fmt: skip

    def ours(self, item: Found) -> str:
        """Why the platform needs no word of it; empty when it does."""
        if item.name.endswith("."):
            return "it is outside the zone"
        if item.type == "SOA" or item.type in SIGNING:
            return "the name server makes it"
        if item.name == APEX and item.type in ("NS", "DS"):
            return "the platform's own name servers take its place"
        if "_acme-challenge" in item.name.split("."):
            return "the edges write it when they order certificates"
        if item.name.split(".")[-1] == "_kominfo":
            return "the platform's own list of what it published"
        if item.type in (*ADDRESSES, "HTTPS", "SVCB") and (who := self._taken_over(item.name)):
            return who
        if item.type == "SPF" and self.texts.get(item.name, ()) == item.values:
            return "the same stands as TXT (RFC 7208)"
        if self.cuts.hides(item.name, item.type):
            return "it lies below a delegation, which hides it"
        if item.type != "NS" and self._hidden(item.name):
            return "its delegation would hide a site"
        return ""

    def _taken_over(self, name: str) -> str:
        """Who answers at ``name`` from now on."""
        if opd := self.sites.get(name):
            return f"a site of {opd.opd} ({opd.name}) is published there"
        if name in self.hosts:
            return "the platform publishes this name itself"
        return "it is one of the city's servers" if name in self.city.datacenter.servers else ""

    def fault(self, item: Found) -> Problem | None:
        """Why it cannot be held, or would not do what it did."""
        if item.type not in _HELD:
            reason = f"It can hold: {', '.join(_HELD)}."
            return item.problem(f"the declaration holds no {item.type}", reason, "Do without it.")
        if "*" in item.name.split("."):
            reason = "With it every name there is, meant or not, would lead somewhere."
            return item.problem("it is a wildcard", reason, "Declare the names that are used, one by one.")
        if PLATFORM.fullmatch(item.name):
            remedy = "Give it another name in the old zone, then import again."
            return item.problem("the platform keeps this name for itself", "", remedy)
        if item.type == "CNAME" and (beside := self._beside(item)):
            reason = f"{beside} is there too, and RFC 1034 allows nothing beside a CNAME."
            return item.problem("it does not stand alone", reason, "Remove one of them.")
        return self._hiding(item) or self._astray(item)

    def _beside(self, item: Found) -> str:
        others = self.types[item.name] - {"CNAME"} - SIGNING
        return ", ".join(sorted(others)) or ("another CNAME" if len(item.values) > 1 else "")

    def _hidden(self, name: str) -> str:
        """The site that a delegation of ``name``, or of a name above it, would hide; empty for none."""
        cut = self.cuts.above(name)
        return next((label for label in self.sites if cut and f".{label}".endswith(f".{cut}")), "")

    def _hiding(self, item: Found) -> Problem | None:
        if item.type != "NS" or not (label := self._hidden(item.name)):
            return None
        opd = self.sites[label]
        reason = f"{label} is a site of {opd.opd} ({opd.name}), and others would answer for it."
        remedy = f"Remove the site from {opd.opd}.yaml, or the delegation from the old zone."
        return item.problem(f"delegating {item.name} hides a site", reason, remedy)

    def _astray(self, item: Found) -> Problem | None:
        """It points at a name that will be another machine."""
        if item.type not in _TARGETED:
            return None
        for target in (value.split()[-1] for value in item.values):
            if there := self.moved.get(target):
                reason = f"{target} was {', '.join(there.values[:3])}; now {self._taken_over(there.name)}."
                remedy = "Give what it means a name of its own in the old zone, then import again."
                if item.type == "CNAME" and there.name in self.sites:
                    opd = self.sites[there.name].opd
                    remedy = f"List {item.name} as an alias of that site in {opd}.yaml, or give its address."
                return item.problem(f"{target} will be another machine", reason, remedy)
        return None

    def declared(self, item: Found) -> str:
        known = self.records.get((item.name, item.type))
        return "it is declared already" if known and self._canonical(known) == item.values else ""

    def differs(self, item: Found) -> Problem | None:
        if (known := self.records.get((item.name, item.type))) is None:
            return None
        reason = f"Declared: {', '.join(known.values)[:200]}. The zone has: {', '.join(item.values)[:200]}."
        return item.problem("it is declared otherwise", reason, "Edit that entry if the zone is right.")

    def _canonical(self, record: Record) -> tuple[str, ...]:
        """Values as ``Found`` has them; the declaration is valid, so each can be read."""
        origin = dns.name.from_text(self.domain)
        texts = {
            dns.rdata.from_text("IN", record.type, value, origin, relativize=False).to_text()
            for value in record.values
        }
        return tuple(sorted(text.lower() if record.type in (*_TARGETED, "PTR") else text for text in texts))
