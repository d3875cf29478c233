"""A zone over the network: AXFR to read, RFC 2136 to change, both over TCP and signed with TSIG."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.tsig
import dns.update
import dns.xfr
import dns.zone

from infra.backends.dns.backend import GENERATED, Changes, Contents, Key, NoSuchZoneError
from infra.backends.dns.records import RecordSet, Slot, relative_name, value_text
from infra.backends.dns.wire import Entries
from infra.errors import KominfoError, Problem

SECONDS = 10
IN, NONE, ANY = dns.rdataclass.IN, dns.rdataclass.NONE, dns.rdataclass.ANY
UNMET = {dns.rcode.NXRRSET, dns.rcode.YXRRSET, dns.rcode.NXDOMAIN, dns.rcode.YXDOMAIN}


class Rfc2136Zone:
    """``server`` is the primary's address."""

    def __init__(self, domain: str, server: str, port: int, key: Key) -> None:
        self.domain = domain
        self._origin = dns.name.from_text(domain)
        self._server = server
        self._port = port
        self._key = dns.tsig.Key(key.name, key.secret, key.algorithm)

    def contents(self) -> Contents:
        zone = dns.zone.Zone(self._origin, relativize=False)
        query, _ = dns.xfr.make_query(zone, keyring=self._key)
        with self._readable("transfer"):
            dns.query.inbound_xfr(
                self._server, zone, query, self._port, timeout=SECONDS, lifetime=3 * SECONDS
            )
        return self._declared(zone.iterate_rdatasets())

    def lookup(self, slots: Collection[Slot]) -> Contents:
        found: dict[Slot, RecordSet] = {}
        with self._readable("reading"), socket.create_connection((self._server, self._port), SECONDS) as link:
            for slot in slots:
                asked = dns.message.make_query(dns.name.from_text(slot.name, self._origin), slot.type)
                asked.use_tsig(self._key)
                answer = dns.query.tcp(asked, self._server, timeout=SECONDS, sock=link)
                if answer.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
                    raise self._refused("reading", answer.rcode())
                found |= self._declared((rrset.name, rrset) for rrset in answer.answer)
        return {slot: found[slot] for slot in slots if slot in found}

    def _declared(self, sets: Iterable[tuple[dns.name.Name, dns.rdataset.Rdataset]]) -> dict[Slot, RecordSet]:
        """What somebody declared, in our form."""
        found = (
            RecordSet(
                relative_name(owner, self._origin),
                dns.rdatatype.to_text(rdataset.rdtype),
                rdataset.ttl,
                tuple(sorted(map(value_text, rdataset))),
            )
            for owner, rdataset in sets
            if dns.rdatatype.to_text(rdataset.rdtype) not in GENERATED
        )
        return {records.slot: records for records in found}

    def change(self, changes: Changes) -> bool:
        # Knot (3.2, 3.4) judges a new CNAME by the data from before the message and drops it in silence, so
        # what must go from its name goes in a message before.
        aliases = {slot.name for slot in changes.put if slot.type == "CNAME"}
        first = frozenset(slot for slot in changes.delete if slot.name in aliases)
        if not first:
            return self._send(changes)
        rest = Changes(changes.put, changes.delete - first)
        return self._send(Changes(delete=first, expect=changes.expect)) and self._send(rest)

    def _send(self, changes: Changes) -> bool:
        message = self._message(changes)
        with self._readable("update"):
            answer = dns.query.tcp(message, self._server, timeout=SECONDS, port=self._port)
        if answer.rcode() in UNMET and changes.expect:
            return False
        if answer.rcode() != dns.rcode.NOERROR:
            raise self._refused("update", answer.rcode(), changes)
        return True

    def _message(self, changes: Changes) -> dns.message.Message:
        message = dns.update.UpdateMessage(self._origin, keyring=self._key)
        for slot, expected in changes.expect.items():
            values = expected.values if expected else ()
            message.prerequisite.append(Entries(*slot, IN if expected else NONE, values=values))
        for slot in changes.delete:
            message.update.append(Entries(*slot, ANY))
        for slot, records in changes.put.items():
            # A new CNAME replaces the old one by itself (RFC 2136 3.4.2.2).
            if slot.type != "CNAME":
                message.update.append(Entries(*slot, ANY))
            message.update.append(Entries(*slot, IN, records.ttl, records.values))
        return message

    @contextmanager
    def _readable(self, what: str) -> Iterator[None]:
        try:
            yield
        except dns.tsig.PeerBadTime:
            raise self._problem(
                what, "the clocks differ by minutes", "set both clocks (chrony), then again"
            ) from None
        except (dns.tsig.PeerError, dns.tsig.BadSignature, dns.message.UnknownTSIGKey) as error:
            raise self._problem(
                what,
                f"it does not take the key {self._key.name} for this ({error})",
                "run the data center's up again: it sets the name servers' keys and what each may change",
            ) from None
        except dns.xfr.TransferError as error:
            raise self._refused(what, error.rcode) from None
        except (dns.exception.DNSException, OSError, EOFError) as error:
            raise self._problem(
                what,
                str(error) or type(error).__name__,
                "check that the name server runs (systemctl status knot) and that port 53/tcp reaches it",
            ) from None

    def _refused(self, what: str, rcode: int, changes: Changes | None = None) -> KominfoError:
        slots = sorted(map(str, (*changes.put, *changes.delete))) if changes else []
        about = f" to {', '.join(slots)}" if slots else ""
        told = self._problem(
            what,
            f"it answered {dns.rcode.to_text(dns.rcode.Rcode(rcode))}{about}: "
            f"key {self._key.name} may not do this, or no such zone there",
            "run the data center's up again: it sets what each key may change",
        )
        # A key that it does not take is told otherwise (``_readable``).
        return NoSuchZoneError(told.problems) if rcode == dns.rcode.NOTAUTH else told

    def _problem(self, what: str, reason: str, remedy: str) -> KominfoError:
        place = f"name server {self._server}:{self._port}"
        return KominfoError(Problem(place, self.domain, f"no {what} of the zone", reason, remedy))
