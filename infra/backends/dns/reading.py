"""A zone that somebody else keeps, record by record: from its master file, or by zone transfer.

Nothing in it is trusted: it is bounded in size and number, no directive reaches a file or makes records,
and a name or value is text in a zone file's own escapes, never a control character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.tokenizer
import dns.tsig
import dns.xfr
import dns.zonefile

from infra.backends.dns.backend import Key
from infra.backends.dns.records import relative_name, value_text
from infra.errors import KominfoError, Problem
from infra.plan.adoption import Found

LARGEST = 4 * 2**20  # bytes of a master file
MOST = 50_000  # records, signatures among them
SECONDS, LIFETIME = 10.0, 60.0
_DIRECTIVES = {"$ORIGIN", "$TTL"}
_REFUSED = {
    "$INCLUDE": "It would read another file of this machine.",
    "$GENERATE": "One line of it makes any number of records.",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")


def master_file(file: Path, domain: str) -> list[Found]:
    """Every record of a zone's master file (RFC 1035 §5), relative names read as of ``domain``.

    Raises KominfoError with the line that cannot be read: nothing is taken from half a file.
    """
    text = _text(file)
    origin = dns.name.from_text(domain)
    tokens = dns.tokenizer.Tokenizer(text, file.name)
    records = _Records(lambda: f"{file}:{max(tokens.where()[1] - 1, 1)}")
    reader = dns.zonefile.Reader(tokens, dns.rdataclass.IN, records.writer(), allow_directives=_DIRECTIVES)
    # The reader passes over what is outside its zone in silence; the root's zone holds everything.
    reader.current_origin = reader.last_name = origin
    try:
        reader.read()
    except (dns.exception.DNSException, ValueError) as error:
        line = tokens.where()[1]
        reason = re.sub(rf"^{re.escape(file.name)}:\d+: ", "", str(error)) or type(error).__name__
        remedy = "Correct or remove that line, or transfer the zone: --axfr SERVER."
        fault = "it is not a line of a master file"
        raise KominfoError(Problem(f"{file}:{line}", "", fault, ascii(reason)[1:-1], remedy)) from None
    return records.found(origin)


def transfer(domain: str, server: str, port: int, key: Key | None) -> list[Found]:
    """Every record of the zone as ``server`` (an address) gives it by AXFR; KominfoError when it does not."""
    place = f"name server {server}:{port}"
    origin = dns.name.from_text(domain)
    records = _Records(lambda: place, origin)
    query = dns.message.make_query(origin, dns.rdatatype.AXFR)
    if key:
        query.use_tsig(dns.tsig.Key(key.name, key.secret, key.algorithm))
    with _given(place, domain, key):
        dns.query.inbound_xfr(server, records, query, port, timeout=SECONDS, lifetime=LIFETIME)
    return records.found(origin)


class _Records(dns.zonefile.RRSetsReaderManager):
    """What a reader or a transfer brings, in its order, each with the place it stands at."""

    def __init__(self, place: Callable[[], str], origin: dns.name.Name = dns.name.root) -> None:
        super().__init__(origin)
        self.taken: list[tuple[str, dns.name.Name, int, dns.rdata.Rdata]] = []
        self._place = place

    def writer(self, replacement: bool = False) -> dns.zonefile.RRsetsReaderTransaction:
        return _Taking(self)

    def take(self, name: dns.name.Name, ttl: int, rdata: dns.rdata.Rdata) -> None:
        place = self._place()
        if len(self.taken) >= MOST:
            raise KominfoError(Problem(place, "", f"the zone has more than {MOST} records"))
        self.taken.append((place, name, ttl, rdata))

    def found(self, origin: dns.name.Name) -> list[Found]:
        """One item a record set, its values sorted, its TTL the smallest, its place the first one's."""
        sets: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], list[tuple[str, int, str]]] = {}
        for place, name, ttl, rdata in self.taken:
            sets.setdefault((name, rdata.rdtype), []).append((place, ttl, value_text(rdata)))
        return [
            Found(
                relative_name(name, origin) if name.is_subdomain(origin) else name.to_text().lower(),
                dns.rdatatype.to_text(kind),
                min(ttl for _, ttl, _ in items),
                tuple(sorted({value for _, _, value in items})),
                items[0][0],
            )
            for (name, kind), items in sets.items()
        ]


class _Taking(dns.zonefile.RRsetsReaderTransaction):
    """Takes each record as it comes; both readers call one of these two."""

    manager: _Records

    def __init__(self, manager: _Records) -> None:
        super().__init__(manager, True, False)  # type: ignore[no-untyped-call]  # dnspython leaves it untyped

    def add(self, *given: Any) -> None:
        name, *rest = given
        if isinstance(rest[0], dns.rdataset.Rdataset):
            for rdata in rest[0]:
                self.manager.take(name, rest[0].ttl, rdata)
        else:
            self.manager.take(name, rest[0], rest[1])

    def replace(self, *given: Any) -> None:
        self.add(*given)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise KominfoError(Problem(str(file), "", "it cannot be read", str(error.strerror))) from None
    if len(content) > LARGEST:
        raise KominfoError(Problem(str(file), "", f"it is larger than {LARGEST // 2**20} MiB"))
    try:
        text = content.decode().replace("\r\n", "\n") + "\n"
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remedy = "Convert it first: iconv -f LATIN1 -t UTF-8."
        raise KominfoError(Problem(f"{file}:{line}", "", "it is not UTF-8 text", "", remedy)) from None
    if faults := list(_unreadable(file, text)):
        raise KominfoError(faults)
    return text


def _unreadable(file: Path, text: str) -> Iterator[Problem]:
    """Lines that are refused before anything is read, each once."""
    for number, line in enumerate(text.split("\n"), start=1):
        place = f"{file}:{number}"
        if odd := _CONTROL.search(line):
            yield Problem(place, "", f"it holds a control character (U+{ord(odd[0]):04X})", "", "Remove it.")
        word = line.split(maxsplit=1)[0].upper() if line.startswith("$") else ""
        if word in _REFUSED:
            remedy = "Let the name server write the zone out whole (named-compilezone), or use --axfr SERVER."
            yield Problem(place, "", f"{word} is refused", _REFUSED[word], remedy)


@contextmanager
def _given(place: str, domain: str, key: Key | None) -> Iterator[None]:
    reason, remedy = "", "Allow this machine's address to transfer the zone there, or give its --tsig key."
    try:
        yield
    except dns.tsig.PeerBadTime:
        reason, remedy = "The clocks differ by minutes.", "Set both clocks, then again."
    except (dns.tsig.PeerError, dns.tsig.BadSignature, dns.message.UnknownTSIGKey) as error:
        reason = f"It does not take the key {key.name if key else ''} ({error})."
        remedy = "Give the key that server knows."
    except dns.xfr.TransferError as error:
        reason = f"It answered {dns.rcode.to_text(error.rcode)}."
    except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
        reason, remedy = f"{error or type(error).__name__}", "Look whether it answers on that port over TCP."
    if reason:
        raise KominfoError(Problem(place, domain, "it does not give the zone", reason, remedy))
