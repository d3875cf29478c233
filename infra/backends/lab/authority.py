"""The lab's own CA: it signs nothing but the HTTPS door of the lab's ACME authority."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

from cryptography import x509

from infra.backends.keys import ensure_authority
from infra.files import locked, write_whole
from infra.home import CityHome

RENEW_BEFORE = timedelta(days=90)


def lab_ca(home: CityHome) -> str:
    """The CA's certificate (PEM), made with its key at first use; not the platform's, which outlives labs."""
    return ensure_authority(CityHome(home.lab)).pem


def door(home: CityHome, address: IPv4Address) -> tuple[bytes, bytes]:
    """Certificate and key (PEM) for ``address``, the same at every call until it is soon to expire."""
    folder = home.lab / "acme" / str(address)
    certificate_file, key_file = folder / "cert.pem", folder / "cert.key"
    with locked(folder / ".lock"):
        if not _lasts(certificate_file.read_bytes() if certificate_file.exists() else b""):
            issued = ensure_authority(CityHome(home.lab)).issue([str(address)])
            write_whole(key_file, issued.key.encode())
            write_whole(certificate_file, issued.certificate.encode())
        return certificate_file.read_bytes(), key_file.read_bytes()


def _lasts(pem: bytes) -> bool:
    if not pem:
        return False
    return x509.load_pem_x509_certificate(pem).not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE
