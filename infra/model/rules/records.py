"""Record sets: which names they may take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.errors import Problem
from infra.model.document import Path
from infra.model.draft import Whole
from infra.model.kinds import APEX

# Names the platform writes: name servers, edge, registry, challenges, and the lists of who owns which record.
PLATFORM = re.compile(r"ns[0-9]+|edge|registry|(.+\.)?_acme-challenge(\..+)?|(.+\.)?_kominfo")
ADDRESSES = ("A", "AAAA", "CNAME")


def _site_labels(whole: Whole) -> dict[str, str]:
    """Label -> where it is declared."""
    return {
        label: whole.place(placed.part, path) for placed in whole.sites for path, label in placed.labels()
    }


def _under(name: str, label: str) -> bool:
    return name == label or name.endswith(f".{label}")


def ensure_record_names_are_relative(whole: Whole) -> Iterator[Problem]:
    """A name is inside the zone by construction, if it is written relative to it."""
    for path, record in whole.records:
        fault, remedy = "", ""
        if _under(record.name.rstrip("."), whole.domain):
            short = record.name.rstrip(".").removesuffix(whole.domain).rstrip(".") or APEX
            fault, remedy = f"'{record.name}' repeats the domain", f"Write '{short}'."
        elif record.name.endswith("."):
            fault = f"'{record.name}' is outside the zone {whole.domain}"
            remedy = "Names are relative to the domain, with no final dot."
        elif len(record.name) + 1 + len(whole.domain) > 253:
            fault, remedy = (
                "the name is longer than DNS allows",
                "Shorten it: 253 characters with the domain.",
            )
        if fault:
            yield whole.declares((*path, "name"), fault, "", remedy)


def ensure_records_are_unique(whole: Whole) -> Iterator[Problem]:
    """One entry a record set: its values belong together, and share one TTL (RFC 2181 §5.2)."""
    first: dict[tuple[str, str], Path] = {}
    for path, record in whole.records:
        key = (record.name, record.type)
        earlier = first.setdefault(key, path)
        if earlier != path:
            reason = (
                f"{record.type} of '{record.name}' stands already at {whole.place('datacenter', earlier)}."
            )
            yield whole.declares(path, "duplicate record set", reason, "Put all its values into one.")
        for number, value in enumerate(record.values):
            if value in record.values[:number]:
                yield whole.declares((*path, "values", number), "the value is listed twice", "", "Keep one.")


def ensure_records_leave_platform_names(whole: Whole) -> Iterator[Problem]:
    for path, record in whole.records:
        name = (*path, "name")
        if PLATFORM.fullmatch(record.name):
            reason = "The platform writes this name itself."
            yield whole.declares(name, f"'{record.name}' is reserved", reason, "Choose another.")
        elif record.name == APEX and record.type == "NS":
            reason = "The platform points the domain itself at its name servers."
            yield whole.declares(path, "NS of the domain itself is reserved", reason, "Remove it.")


def ensure_records_leave_site_hosts(whole: Whole) -> Iterator[Problem]:
    """A site's host may hold other data (MX, TXT), never another address."""
    sites = _site_labels(whole)
    for path, record in whole.records:
        if record.type in ADDRESSES and record.name in sites:
            reason = f"The site at {sites[record.name]} is published there."
            fault = f"'{record.name}' is a site's host"
            yield whole.declares((*path, "name"), fault, reason, "Choose another name, or remove the record.")


def ensure_cnames_stand_alone(whole: Whole) -> Iterator[Problem]:
    """RFC 1034 §3.6.2: where a CNAME is, nothing else is; the apex always holds SOA and NS."""
    for path, record in whole.records:
        if record.type != "CNAME":
            continue
        others = sorted({item.type for _, item in whole.records if item.name == record.name} - {"CNAME"})
        if record.name == APEX:
            fault, reason = "a CNAME cannot stand at the domain itself", "SOA and NS are there (RFC 1034)."
            yield whole.declares(path, fault, reason, "Give its addresses.")
        elif others:
            fault = f"'{record.name}' has {', '.join(others)} beside its CNAME"
            yield whole.declares(path, fault, "RFC 1034 allows nothing beside a CNAME.", "Keep one of them.")
        if len(record.values) > 1:
            fault = "a CNAME has more than one value"
            yield whole.declares((*path, "values"), fault, "A name is another name only once.", "Keep one.")


def ensure_delegations_hide_nothing(whole: Whole) -> Iterator[Problem]:
    """What lies under a delegated name is answered by others (RFC 1034 §4.2)."""
    for path, record in whole.records:
        if record.type != "NS" or record.name == APEX:
            continue
        for label, place in _site_labels(whole).items():
            if _under(label, record.name):
                fault = f"delegating '{record.name}' hides the site '{label}'"
                yield whole.declares(path, fault, f"It is declared at {place}.", "Remove one of them.")
