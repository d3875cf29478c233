"""Record values: what the name server will read."""

from __future__ import annotations

from collections.abc import Iterator

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from infra.errors import Problem
from infra.model.dns import Record
from infra.model.document import Path
from infra.model.draft import Whole
from infra.model.refusal import shown

_TARGETED = ("CNAME", "MX", "NS", "PTR", "SRV")  # the last word of the value is a host name


def _values(whole: Whole) -> Iterator[tuple[Path, Record, str]]:
    for path, record in whole.records:
        for number, value in enumerate(record.values):
            yield (*path, "values", number), record, value


def _parse(record: Record, value: str, domain: str) -> dns.rdata.Rdata:
    origin = dns.name.from_text(f"{domain}.")
    return dns.rdata.from_text(
        dns.rdataclass.IN, dns.rdatatype.from_text(record.type), value, origin=origin, relativize=False
    )


def ensure_values_parse(whole: Whole) -> Iterator[Problem]:
    """Each value is a zone file's for its type, in printable ASCII on one line."""
    for path, record, value in _values(whole):
        reason = ""
        if not (value.isascii() and value.isprintable()):
            reason = "It holds a character that is not printable ASCII."
        else:
            try:
                _parse(record, value, whole.domain)
            except (dns.exception.DNSException, ValueError, ArithmeticError) as error:
                reason = f"{str(error)[:200].rstrip('.') or type(error).__name__}."
        if reason:
            fault = f"{shown(value)} is not a value of {record.type}"
            yield whole.declares(path, fault, reason, "Write it as in a zone file.")


def ensure_texts_are_quoted(whole: Whole) -> Iterator[Problem]:
    """Unquoted words of a TXT are strings of their own, and readers join them without the spaces."""
    for path, record, value in _values(whole):
        if record.type == "TXT" and " " in value.strip() and not value.lstrip().startswith('"'):
            fault = "the text has spaces and no quotes"
            reason = "A name server would drop the spaces."
            yield whole.declares(path, fault, reason, f"Write '\"{value[:60]}\"'.")


def _target(record: Record, value: str) -> str:
    words = value.split()
    return words[-1] if record.type in _TARGETED and words else ""


def ensure_targets_are_not_doubled(whole: Whole) -> Iterator[Problem]:
    """Without its final dot `mail.<domain>` would be read as `mail.<domain>.<domain>`."""
    for path, record, value in _values(whole):
        target = _target(record, value)
        if target == whole.domain or target.endswith(f".{whole.domain}"):
            fault = f"'{target}' would be read as '{target}.{whole.domain}'"
            yield whole.declares(path, fault, "It has no final dot.", f"Write '{target}.'.")


def advise_relative_targets(whole: Whole) -> Iterator[Problem]:
    for path, record, value in _values(whole):
        target = _target(record, value)
        if "." in target[:-1] and not target.endswith("."):
            fault = f"'{target}' will be read as '{target}.{whole.domain}'"
            yield whole.declares(
                path, fault, "It has no final dot.", f"Write '{target}.' if it lies outside."
            )
