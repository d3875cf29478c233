"""The certificate an edge presents, by handshake: for which names, until when, and whether it is trusted."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509

from infra.backends.visit.https import SECONDS, context

LEAST_LEFT = 6
"""One part in so many of its days must be left; certbot renews when a third is."""


@dataclass(frozen=True, slots=True)
class Presented:
    """What stands in it. ``refused``: why it is not trusted for the name asked; empty when it is."""

    address: str
    subject: str
    names: tuple[str, ...]
    begins: datetime
    ends: datetime
    refused: str

    def __str__(self) -> str:
        names = ", ".join(self.names) or "no name"
        what = self.subject or "a certificate"
        return f"{self.address} presents {what} for {names}, until {self.ends:%Y-%m-%d}"


def presented(addresses: Sequence[str], host: str, ca_file: str) -> Presented:
    """The certificate at the first of ``addresses`` that accepts a connection; OSError when none does."""
    silent: OSError = OSError("it has no address")
    for address in addresses:
        try:
            der = _shown(address, host)
        except ssl.SSLError:
            raise
        except OSError as error:
            silent = error
            continue
        return _read(address, der, _refusal(address, host, ca_file))
    raise silent


def certificate_drift(addresses: Sequence[str], names: Sequence[str], ca_file: str) -> list[str]:
    """How what is presented differs from a certificate for ``names`` (- is, + should be); empty: it does not.

    ``names`` hold at least one that is no wildcard.
    """
    host = next(name for name in names if not name.startswith("*."))
    try:
        found = presented(addresses, host, ca_file)
    except OSError as error:
        return [f"- no handshake: {error or type(error).__name__}", f"+ a certificate for {', '.join(names)}"]
    wanted = []
    if found.refused:
        wanted.append(f"trusted ({found.refused})")
    if missing := [name for name in names if name not in found.names]:
        wanted.append(f"for {', '.join(missing)}")
    if (found.ends - datetime.now(UTC)) * LEAST_LEFT < found.ends - found.begins:
        wanted.append(f"with more than 1/{LEAST_LEFT} of its time left")
    return [f"- {found}", f"+ one {', '.join(wanted)}"] if wanted else []


def _shown(address: str, host: str) -> bytes:
    """Whatever is presented, trusted or not: it is only read."""
    anything = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anything.check_hostname = False
    anything.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection((address, 443), SECONDS) as plain,
        anything.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return secured.getpeercert(binary_form=True) or b""


def _refusal(address: str, host: str, ca_file: str) -> str:
    try:
        with (
            socket.create_connection((address, 443), SECONDS) as plain,
            context(ca_file).wrap_socket(plain, server_hostname=host),
        ):
            return ""
    except ssl.SSLCertVerificationError as error:
        return error.verify_message


def _read(address: str, der: bytes, refused: str) -> Presented:
    certificate = x509.load_der_x509_certificate(der)
    try:
        san = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(san.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        names = ()
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return Presented(address, certificate.subject.rfc4514_string(), names, begins, ends, refused)
