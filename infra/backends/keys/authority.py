"""The platform's own certificate authority: for names inside the data center that no public CA signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from infra.errors import KominfoError, Problem
from infra.files import locked, write_whole
from infra.home import CityHome

AUTHORITY_LIFE = timedelta(days=3650)
LIFE = timedelta(days=825)
"""The longest that Apple's systems accept of a private CA (support.apple.com/103769)."""

SKEW = timedelta(minutes=5)
"""Certificates begin a little early: servers' clocks differ."""


@dataclass(frozen=True, slots=True)
class Issued:
    """``certificate``, ``key`` and ``ca`` in PEM."""

    certificate: str
    key: str = field(repr=False)
    ca: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A CA certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(form.Encoding.PEM).decode()

    def issue(self, names: list[str], now: datetime | None = None) -> Issued:
        """A server certificate for DNS names and addresses; ECDSA P-256, valid for ``LIFE``."""
        key = ec.generate_private_key(ec.SECP256R1())
        public, issuer = key.public_key(), self.key.public_key()
        builder = (
            _builder(_common_name(names[0]), self.certificate.subject, LIFE, now)
            .public_key(public)
            .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        )
        certificate = builder.sign(self.key, hashes.SHA256())
        return Issued(certificate.public_bytes(form.Encoding.PEM).decode(), _private(key).decode(), self.pem)


def ensure_authority(home: CityHome) -> Authority:
    """The city's authority, made at first use. Its key never leaves the home and is never replaced."""
    with locked(home.ca_key.parent / ".lock"):
        if not home.ca_key.exists():
            write_whole(home.ca_key, _private(ec.generate_private_key(ec.SECP256R1())))
        key = form.load_pem_private_key(home.ca_key.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise _broken(home, "is not an ECDSA key")
        if not home.ca_certificate.exists():
            write_whole(home.ca_certificate, _self_signed(home.name, key).encode(), 0o644)
        certificate = x509.load_pem_x509_certificate(home.ca_certificate.read_bytes())
    if certificate.public_key() != key.public_key():
        raise _broken(home, f"does not belong to {home.ca_certificate}")
    return Authority(certificate, key)


def _self_signed(city: str, key: ec.EllipticCurvePrivateKey) -> str:
    name = _common_name(f"kominfo {city}")
    public = key.public_key()
    certificate = (
        _builder(name, name, AUTHORITY_LIFE)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(form.Encoding.PEM).decode()


def _builder(
    subject: x509.Name, issuer: x509.Name, life: timedelta, now: datetime | None = None
) -> x509.CertificateBuilder:
    start = (now or datetime.now(UTC)) - SKEW
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def _broken(home: CityHome, fault: str) -> KominfoError:
    return KominfoError(
        Problem(
            str(home.ca_key),
            "",
            f"the platform CA's key {fault}",
            "one of the two files was replaced",
            "restore both from the backup of the home",
        )
    )
