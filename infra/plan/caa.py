"""CAA (RFC 8659): whether the domain's own records let its CA sign for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from infra.errors import Problem

CRITICAL = 128
METHOD = "dns-01"  # the only one that gives wildcards


@dataclass(frozen=True, slots=True)
class Caa:
    """The nearest CAA set at or above a name: where it is, and its (flags, tag, value); or why unknown."""

    at: str = ""
    records: tuple[tuple[int, str, str], ...] = ()
    silent: str = ""


def caa_faults(domain: str, issuers: Collection[str], found: Mapping[str, Caa]) -> Iterator[Problem]:
    """``found``: certificate name (wildcards with their ``*.``) → its CAA. One fault a name and set."""
    said: set[str] = set()
    for name, caa in found.items():
        fault = _fault(name.startswith("*."), issuers, caa)
        key = f"{caa.at} {fault}"
        if fault and key not in said:
            said.add(key)
            reason = "The CA asks for these records before it signs, and would refuse."
            remedy = f'Let {caa.at} hold CAA with the value 0 issue "{next(iter(issuers), "")}".'
            if caa.silent:
                reason, remedy = caa.silent, "The CA refuses when it gets no answer: see the other faults."
            yield Problem(f"CAA of {caa.at or domain}", name, fault, reason, remedy)


def _fault(wildcard: bool, issuers: Collection[str], caa: Caa) -> str:
    if caa.silent:
        return "it cannot be asked"
    known = {"issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone"}
    for flags, tag, _ in caa.records:
        if flags & CRITICAL and tag.lower() not in known:
            return f"it holds '{tag}', marked critical, which a CA does not know"
    values = _values(caa, "issuewild") if wildcard else []
    values = values or _values(caa, "issue")
    if not issuers or not values or any(_allows(value, issuers) for value in values):
        return ""
    return f"it lets {', '.join(value or 'nobody' for value in values)} sign, not {' or '.join(issuers)}"


def _values(caa: Caa, tag: str) -> list[str]:
    return [value.strip() for _, known, value in caa.records if known.lower() == tag]


def _allows(value: str, issuers: Collection[str]) -> bool:
    """``letsencrypt.org; validationmethods=dns-01``; whose account it may be only the CA can tell."""
    issuer, *parameters = (part.strip() for part in value.split(";"))
    methods = [part.partition("=")[2] for part in parameters if part.startswith("validationmethods=")]
    return issuer.lower() in issuers and all(METHOD in method.split(",") for method in methods)
