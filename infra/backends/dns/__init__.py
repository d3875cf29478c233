"""DNS records of a zone, published part by part; a dictionary names the ways to reach the zone."""

from collections.abc import Callable

from infra.backends.dns.backend import Changes, Key, Zone
from infra.backends.dns.memory import MemoryZone
from infra.backends.dns.publish import Inspection, inspect, publish, withdraw
from infra.backends.dns.records import RecordSet, Slot, canonical
from infra.backends.dns.rfc2136 import Rfc2136Zone

BACKENDS: dict[str, Callable[..., Zone]] = {"rfc2136": Rfc2136Zone, "memory": MemoryZone}

__all__ = [
    "BACKENDS",
    "Changes",
    "Inspection",
    "Key",
    "MemoryZone",
    "RecordSet",
    "Rfc2136Zone",
    "Slot",
    "Zone",
    "canonical",
    "inspect",
    "publish",
    "withdraw",
]
