"""What an edge presents, against what it should: real handshakes on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.backends.keys import ensure_authority
from infra.backends.visit import certificate_drift
from infra.home import CityHome

ADDRESS, NOBODY = "127.0.77.2", "127.0.77.3"  # port 443 of addresses nobody else listens on
NAMES = ("*.kota.test", "kota.test")


def made_by_hand(days_ago: int, days_left: int) -> str:
    """A key and a certificate that signs itself, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "palsu")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=days_ago))
        .not_valid_after(now + timedelta(days=days_left))
        .add_extension(x509.SubjectAlternativeName(list(map(x509.DNSName, NAMES))), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode() + certificate.public_bytes(serialization.Encoding.PEM).decode()


@contextmanager
def presenting(pair: Path) -> Iterator[None]:
    """Somebody who shakes hands, and no more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    listening = socket.create_server((ADDRESS, 443))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                met, _ = listening.accept()
            except OSError:
                return
            with met:
                try:
                    context.wrap_socket(met, server_side=True).close()
                except OSError:
                    continue  # refused by whom we met

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        serving.join()


@pytest.fixture
def present(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """``present(key and certificate)``: from now on that is presented; the path they are in."""
    with ExitStack() as stack:

        def start(pair: str) -> str:
            file = tmp_path / "pair.pem"
            file.write_text(pair)
            stack.enter_context(presenting(file))
            return str(file)

        yield start


def issued(tmp_path: Path, names: tuple[str, ...]) -> tuple[str, str]:
    """(key and certificate of our authority, file of what to trust)."""
    authority = ensure_authority(CityHome(tmp_path / "home"))
    (tmp_path / "ca.pem").write_text(authority.pem)
    one = authority.issue(list(names))
    return one.key + one.certificate, str(tmp_path / "ca.pem")


def test_the_city_s_certificate_is_no_drift(present: Callable[[str], str], tmp_path: Path) -> None:
    pair, ca_file = issued(tmp_path, NAMES)
    present(pair)
    assert certificate_drift([NOBODY, ADDRESS], NAMES, ca_file) == []


def test_another_authority_s_is_told_before_and_after(present: Callable[[str], str], tmp_path: Path) -> None:
    _, ca_file = issued(tmp_path, NAMES)
    present(made_by_hand(1, 90))
    is_, should_be = certificate_drift([ADDRESS], NAMES, ca_file)
    assert is_.startswith(f"- {ADDRESS} presents CN=palsu for *.kota.test, kota.test, until ")
    assert should_be == "+ one trusted (self-signed certificate)"


def test_a_missing_name_is_told(present: Callable[[str], str], tmp_path: Path) -> None:
    pair, ca_file = issued(tmp_path, ("kota.test",))
    present(pair)
    assert certificate_drift([ADDRESS], NAMES, ca_file)[1] == "+ one for *.kota.test"


def test_one_that_was_not_renewed_is_told_before_it_ends(present: Callable[[str], str]) -> None:
    trusted = present(made_by_hand(80, 10))
    assert certificate_drift([ADDRESS], NAMES, trusted)[1] == "+ one with more than 1/6 of its time left"


def test_nobody_there_is_told() -> None:
    is_, should_be = certificate_drift([NOBODY], NAMES, "")
    assert is_.startswith("- no handshake: ")
    assert should_be == "+ a certificate for *.kota.test, kota.test"
