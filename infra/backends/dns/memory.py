"""A zone in memory, for tests of what stands on it; held to the same suite as the real one."""

from __future__ import annotations

import threading
from collections.abc import Collection

from infra.backends.dns.backend import GENERATED, WHOLE_NAME, Changes, Contents
from infra.backends.dns.records import RecordSet, Slot


class MemoryZone:
    """Follows RFC 2136 as far as the suite goes."""

    def __init__(self, domain: str, records: Contents | None = None) -> None:
        self.domain = domain
        self._records: dict[Slot, RecordSet] = dict(records or {})
        self._lock = threading.Lock()

    def contents(self) -> Contents:
        with self._lock:
            return {slot: found for slot, found in self._records.items() if slot.type not in GENERATED}

    def lookup(self, slots: Collection[Slot]) -> Contents:
        with self._lock:
            return {slot: self._records[slot] for slot in slots if slot in self._records}

    def change(self, changes: Changes) -> bool:
        with self._lock:
            if any(not self._holds(slot, expected) for slot, expected in changes.expect.items()):
                return False
            for slot in changes.delete:
                self._records.pop(slot, None)
            for slot, records in changes.put.items():
                if not self._excluded(slot):
                    self._records[slot] = records
            return True

    def _holds(self, slot: Slot, expected: RecordSet | None) -> bool:
        if slot.type == WHOLE_NAME:
            return all(other.name != slot.name for other in self._records)
        # A prerequisite compares values; RFC 2136 2.4.2 leaves the TTL out.
        found = self._records.get(slot)
        return (found and found.values) == (expected and expected.values)

    def _excluded(self, slot: Slot) -> bool:
        others = {other.type for other in self._records if other.name == slot.name} - {slot.type}
        return bool(others) if slot.type == "CNAME" else "CNAME" in others
