"""Who owns what in a zone. The zone itself says so: ``<part>._kominfo`` TXT lists the part's record sets.

Pure: everything here is decided from the zone's contents.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from infra.backends.dns.backend import WHOLE_NAME, Changes, Contents
from infra.backends.dns.records import RecordSet, Slot
from infra.errors import KominfoError, Problem

LABEL = "_kominfo"
TTL = 300


def ledger(part: str) -> Slot:
    """Where a part's list of what it owns is kept."""
    return Slot(f"{part}.{LABEL}", "TXT")


def owned(contents: Contents, part: str) -> frozenset[Slot]:
    """The record sets a part owns, whether they are there or not."""
    entry = contents.get(ledger(part))
    return frozenset(Slot.parse(value.strip('"')) for value in entry.values) if entry else frozenset()


def owners(contents: Contents) -> dict[Slot, str]:
    """Every owned record set and its part."""
    parts = [slot.name.removesuffix(f".{LABEL}") for slot in contents if _is_ledger(slot)]
    return {slot: part for part in parts for slot in owned(contents, part)}


def strangers(contents: Contents, domain: str) -> list[Slot]:
    """Record sets that nobody declared: not owned, not the zone's foundation, not an ACME challenge."""
    known = owners(contents)
    servers = _name_servers(contents, domain)
    return sorted(
        slot
        for slot in contents
        if slot not in known
        and not _is_ledger(slot)
        and not (slot.name == "@" and slot.type in {"SOA", "NS"})
        and not (slot.type in {"A", "AAAA"} and slot.name in servers)
        and not (slot.type == "TXT" and slot.name.split(".")[0] == "_acme-challenge")
    )


def differences(contents: Contents, part: str, wanted: Mapping[Slot, RecordSet]) -> list[str]:
    """How the zone differs from what the part wants, one line a record set."""
    lines = [
        f"{slot}: {f'is {found}' if (found := contents.get(slot)) else 'missing'}, should be {records}"
        for slot, records in sorted(wanted.items())
        if contents.get(slot) != records
    ]
    claimed = owned(contents, part)
    lines += [f"{slot}: should not be there" for slot in sorted(claimed - wanted.keys()) if slot in contents]
    if claimed != wanted.keys():
        lines.append(f"{ledger(part)}: does not list what the part owns")
    return lines


def plan(
    contents: Contents, part: str, wanted: Mapping[Slot, RecordSet], unwanted: Collection[Slot] = ()
) -> Changes:
    """The one transaction that makes the zone hold what the part wants, and drop what it no longer wants.

    ``unwanted`` are strangers to remove as well. Raises KominfoError when it would overwrite what is not the
    part's. The ledger is expected unchanged, and new names free, so two writers cannot both succeed.
    """
    claimed = owned(contents, part)
    gone = {slot for slot in (claimed - wanted.keys()) | set(unwanted) if slot in contents}
    _refuse_strangers(contents, part, wanted, gone)
    put = {slot: records for slot, records in wanted.items() if contents.get(slot) != records}
    entry = _entry(part, wanted)
    drop_entry = {ledger(part)} if not wanted and ledger(part) in contents else set()
    if entry and contents.get(ledger(part)) != entry:
        put[ledger(part)] = entry
    return Changes(put, frozenset(gone | drop_entry), _expected(contents, part, put))


def first(part: str, wanted: Mapping[Slot, RecordSet]) -> Changes:
    """The transaction of a part that owns nothing yet, whatever is in the zone: every name must be free."""
    entry = _entry(part, wanted)
    put = {**wanted, **({entry.slot: entry} if entry else {})}
    alone = {Slot(slot.name, WHOLE_NAME) for slot in put if slot.type == "CNAME"}
    shared = {slot for slot in put if slot.type != "CNAME"}
    return Changes(
        put, expect=dict.fromkeys((*alone, *shared, *(Slot(slot.name, "CNAME") for slot in shared)))
    )


def held(part: str, wanted: Mapping[Slot, RecordSet]) -> dict[Slot, RecordSet | None]:
    """What can be expected of the zone once the part's records are in it."""
    return {**wanted, ledger(part): _entry(part, wanted)}


def _expected(contents: Contents, part: str, put: Contents) -> dict[Slot, RecordSet | None]:
    aliases = {Slot(slot.name, "CNAME") for slot in put}
    return {slot: contents.get(slot) for slot in {*put, *aliases, ledger(part)}}


def _entry(part: str, wanted: Mapping[Slot, RecordSet]) -> RecordSet | None:
    values = tuple(sorted(f'"{slot}"' for slot in wanted))
    return RecordSet(*ledger(part), TTL, values) if values else None


def _refuse_strangers(
    contents: Contents, part: str, wanted: Mapping[Slot, RecordSet], gone: Collection[Slot]
) -> None:
    known = owners(contents)
    problems = [
        Problem(
            f"zone: {slot}",
            "",
            f"{part} may not publish this record",
            f"{other} is already there ({contents[other]}), "
            + (f"published by {known[other]}" if other in known else "and nobody here published it"),
            "remove the old record, or choose another name",
        )
        for slot, records in sorted(wanted.items())
        for other in contents
        if other not in gone and _in_the_way(slot, other) and known.get(other) != part
        and contents[other] != records
    ]  # fmt: skip
    if problems:
        raise KominfoError(problems)


def _in_the_way(slot: Slot, other: Slot) -> bool:
    """The same record set; or a CNAME, which stands alone at its name (RFC 1034 3.6.2)."""
    return slot.name == other.name and (slot.type == other.type or "CNAME" in {slot.type, other.type})


def _is_ledger(slot: Slot) -> bool:
    return slot.type == "TXT" and slot.name.endswith(f".{LABEL}")


def _name_servers(contents: Contents, domain: str) -> set[str]:
    """Names (relative) that the zone's own NS records point at: their addresses are the zone's foundation."""
    entry = contents.get(Slot("@", "NS"))
    return {value.removesuffix(f".{domain}.") for value in entry.values} if entry else set()
