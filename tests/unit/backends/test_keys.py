"""Keys and certificates the platform makes."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from infra.backends.keys import ensure_authority, ensure_ssh_key, generate
from infra.backends.keys.authority import LIFE
from infra.errors import KominfoError
from infra.home import CityHome


@pytest.fixture
def home(tmp_path: Path) -> CityHome:
    return CityHome(tmp_path / "kota")


def test_secrets_differ_and_have_the_length_asked_for() -> None:
    assert len({generate("password", 32) for _ in range(50)}) == 50
    assert len(generate("password", 40)) == 40
    assert generate("password", 64).isalnum()
    assert len(base64.b64decode(generate("tsig", 32))) == 32


@pytest.mark.parametrize(("kind", "length", "reason"), [("password", 15, "guessed"), ("pin", 32, "no kind")])
def test_what_is_no_secret_is_refused(kind: str, length: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        generate(kind, length)


def test_the_ssh_key_is_made_once_private_and_never_replaced(home: CityHome) -> None:
    with ThreadPoolExecutor(8) as pool:
        lines = set(pool.map(lambda _: ensure_ssh_key(home), range(8)))
    assert len(lines) == 1
    assert lines.pop().startswith("ssh-ed25519 ")
    assert home.ssh_key.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in home.ssh_key.parent.iterdir()} == {"id_ed25519", ".lock"}


def test_the_authority_is_made_once_and_its_key_is_private(home: CityHome) -> None:
    first = ensure_authority(home)
    assert ensure_authority(home).pem == first.pem
    assert home.ca_key.stat().st_mode & 0o777 == 0o600


def test_a_lost_certificate_of_the_authority_is_made_again_for_the_same_key(home: CityHome) -> None:
    before = ensure_authority(home)
    home.ca_certificate.unlink()
    assert ensure_authority(home).certificate.public_key() == before.certificate.public_key()


def test_a_certificate_of_another_key_is_refused(home: CityHome, tmp_path: Path) -> None:
    ensure_authority(home)
    home.ca_certificate.write_text(ensure_authority(CityHome(tmp_path / "lain")).pem)
    with pytest.raises(KominfoError, match=r"does not belong to .*ca\.pem"):
        ensure_authority(home)


def test_a_certificate_is_for_its_names_alone_and_signed_by_the_authority(home: CityHome) -> None:
    authority = ensure_authority(home)
    issued = authority.issue(["registry.kota.test", "192.0.2.1"])
    certificate = x509.load_pem_x509_certificate(issued.certificate.encode())
    certificate.verify_directly_issued_by(authority.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["registry.kota.test"]
    assert names.get_values_for_type(x509.IPAddress) == [ip_address("192.0.2.1")]
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == LIFE == timedelta(days=825)
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_no_key_is_in_any_text_of_the_objects(home: CityHome) -> None:
    authority = ensure_authority(home)
    assert "PRIVATE" not in repr(authority.issue(["a.test"]))
    assert "key=" not in repr(authority)
