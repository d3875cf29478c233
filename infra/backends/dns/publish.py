"""Publish, withdraw and inspect one part's records in a zone."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from infra.backends.dns import ownership
from infra.backends.dns.backend import Changes, Contents, NoSuchZoneError, Zone
from infra.backends.dns.records import RecordSet, Slot
from infra.errors import KominfoError, Problem

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Inspection:
    """``gone``: the zone knows nothing of the part. No ``drift`` and no ``strangers``: all is well."""

    gone: bool
    drift: tuple[str, ...]
    strangers: tuple[str, ...]


def publish(zone: Zone, part: str, records: Collection[RecordSet], *, unwanted: Collection[str] = ()) -> None:
    """Make the zone hold exactly these records for the part, in one transaction, and read them back.

    ``unwanted`` are strangers (as ``Inspection`` gives them) to remove as well, if they are strangers still.

    Identical records that nobody owns are adopted; different ones are an error, and then nothing is changed.
    """
    wanted = {item.slot: item for item in records}
    if wanted and not unwanted and _first(zone, part, wanted):
        return
    for _ in range(ATTEMPTS):
        contents = zone.contents()
        still = [slot for slot in ownership.strangers(contents, zone.domain) if str(slot) in unwanted]
        changes = ownership.plan(contents, part, wanted, [slot for slot in still if slot not in wanted])
        if not changes:
            return
        if zone.change(changes):
            _read_back(zone, part, wanted)
            return
    raise _busy(zone, part)


def withdraw(zone: Zone, part: str) -> None:
    """Remove exactly what the part owns; nothing owned is success, and so is a zone that is gone itself."""
    with contextlib.suppress(NoSuchZoneError):
        publish(zone, part, ())


def inspect(zone: Zone, part: str, records: Collection[RecordSet], *, exclusive: bool = False) -> Inspection:
    """Compare the zone with what the part wants; ``exclusive``: also look for records of nobody."""
    wanted = {item.slot: item for item in records}
    contents = zone.contents() if exclusive else _own(zone, part, wanted)
    return Inspection(
        ownership.ledger(part) not in contents and not any(slot in contents for slot in wanted),
        tuple(ownership.differences(contents, part, wanted)),
        tuple(map(str, ownership.strangers(contents, zone.domain))) if exclusive else (),
    )


def _own(zone: Zone, part: str, wanted: Mapping[Slot, RecordSet]) -> Contents:
    """What the zone has of all that the part owns or wants: a whole city's zone is long."""
    ledger = zone.lookup([ownership.ledger(part)])
    return {**ledger, **zone.lookup([*ownership.owned(ledger, part) | wanted.keys()])}


def _first(zone: Zone, part: str, wanted: Mapping[Slot, RecordSet]) -> bool:
    """Publish a part that owns nothing yet, without a transfer of the zone: its server compares.

    False, and nothing done, when it owns something, or a name is not free.
    """
    changes = ownership.first(part, wanted)
    if not zone.change(Changes(expect={ownership.ledger(part): None})):
        return False
    if changes:
        if not zone.change(changes):
            return False
        _read_back(zone, part, wanted)
    return True


def _read_back(zone: Zone, part: str, wanted: Mapping[Slot, RecordSet]) -> None:
    if zone.change(Changes(expect=ownership.held(part, wanted))):
        return
    drift = inspect(zone, part, wanted.values()).drift
    if drift:
        raise KominfoError(
            Problem(
                f"zone {zone.domain}",
                part,
                "the name server took the change but does not show it",
                "; ".join(drift),
                "look for a CNAME at one of these names, then run the same again",
            )
        )


def _busy(zone: Zone, part: str) -> KominfoError:
    return KominfoError(
        Problem(
            f"zone {zone.domain}",
            part,
            f"the zone changed under us {ATTEMPTS} times",
            "someone else writes the same records at the same time",
            "wait until the other run ends, then run the same again",
        )
    )
