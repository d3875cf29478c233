"""kominfo:index:RecordSet: the DNS records of one part, published in one transaction."""

from __future__ import annotations

import re
from typing import ClassVar

from infra.backends import dns
from infra.errors import KominfoError
from infra.providers.framework import Failure, Progress, Properties, Reading, State, has_unknown
from infra.providers.kominfo.fields import (
    ANYS,
    CITY,
    FLAG,
    NUMBER,
    OBJECT,
    TEXT,
    TEXTS,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import PlainResource, in_doubt

PART = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class RecordSet(PlainResource):
    """The zone itself says who owns what (``<part>._kominfo`` TXT), so a killed run is simply repeated.

    ``exclusive`` also looks for strangers, records of nobody; an update removes those it was shown.
    """

    token = "kominfo:index:RecordSet"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"domain", "part"})
    one_at_a_time = True
    secret_inputs = frozenset({"key"})
    secret_outputs = frozenset({"key"})
    schema: ClassVar = resource_schema(
        "All DNS records of one part of the city.",
        {
            "city": CITY,
            "server": described(TEXT, "Address of the primary name server."),
            "port": described(NUMBER, "Its port."),
            "domain": described(TEXT, "The zone."),
            "part": described(TEXT, "Who owns these records."),
            "key": described(OBJECT, "TSIG key: name, algorithm, secret (base64).", secret=True),
            "records": described(
                ANYS, "name (relative, or @), type, ttl (seconds), values (zone-file form)."
            ),
            "exclusive": described(FLAG, "Whether records of nobody are looked for, and removed."),
        },
        {
            "drift": described(TEXTS, "How the zone differed when last read."),
            "strangers": described(TEXTS, "Records of nobody, found when last read."),
        },
    )

    def faults(self, inputs: Properties) -> list[Failure]:
        found = []
        if isinstance(inputs["part"], str) and not PART.fullmatch(inputs["part"]):
            found.append(Failure("part", f"{inputs['part']!r} cannot be a name in the zone"))
        if has_unknown(inputs["records"]) or has_unknown(inputs["domain"]):
            return found
        seen = set()
        for number, record in enumerate(inputs["records"]):
            place = f"records[{number}]"
            try:
                slot = _record(inputs["domain"], record).slot
            except (ValueError, KeyError) as error:
                found.append(Failure(place, str(error)))
                continue
            if slot in seen:
                found.append(Failure(place, f"{slot} is there twice: put all values in one"))
            seen.add(slot)
        return found

    def astray(self, state: State) -> list[str]:
        return [name for name in ("drift", "strangers") if state.get(name)]

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "drift": [], "strangers": []}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        progress(f"publishing {len(inputs['records'])} record sets in {inputs['domain']}")
        return f"{inputs['domain']}/{inputs['part']}", _publish(inputs, [])

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        progress(f"publishing {len(inputs['records'])} record sets in {inputs['domain']}")
        return _publish(inputs, state.get("strangers") or [])

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        try:
            seen = dns.inspect(_zone(state), state["part"], _records(state), exclusive=state["exclusive"])
        except KominfoError as error:
            return Reading(id, inputs, {**state, "drift": in_doubt(error)})
        if seen.gone:
            return None
        return Reading(id, inputs, {**state, "drift": list(seen.drift), "strangers": list(seen.strangers)})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        progress(f"withdrawing the records of {state['part']} from {state['domain']}")
        dns.withdraw(_zone(state), state["part"])


def _publish(inputs: Properties, strangers: list[str]) -> Properties:
    zone, part, records = _zone(inputs), inputs["part"], _records(inputs)
    unwanted = strangers if inputs["exclusive"] else []
    dns.publish(zone, part, records, unwanted=unwanted)  # which reads them back
    if not inputs["exclusive"]:
        return {**inputs, "drift": [], "strangers": []}
    seen = dns.inspect(zone, part, records, exclusive=inputs["exclusive"])
    return {**inputs, "drift": list(seen.drift), "strangers": list(seen.strangers)}


def _zone(values: Properties) -> dns.Zone:
    key = values["key"]
    return dns.BACKENDS["rfc2136"](
        values["domain"],
        values["server"],
        values["port"],
        dns.Key(key["name"], key["algorithm"], key["secret"]),
    )


def _records(values: Properties) -> list[dns.RecordSet]:
    return [_record(values["domain"], record) for record in values["records"]]


def _record(domain: str, record: Properties) -> dns.RecordSet:
    return dns.canonical(domain, record["name"], record["type"], int(record["ttl"]), record["values"])
