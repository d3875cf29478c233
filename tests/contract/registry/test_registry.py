"""The registry's client against a real docker-registry."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from infra.backends.keys import ensure_authority
from infra.backends.registry import Login, Registry, keep_tag
from infra.errors import KominfoError
from infra.home import CityHome
from tests.contract.registry.server import HOST, LOGIN, Running, push, registry

KINDS = ["oci", "oci-list", "docker", "docker-list"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_goes_with_all_its_tags(running: Running, kind: str) -> None:
    client, repository = running.open(), f"sites/{kind}"
    digest = push(client, repository, "current", "halaman", kind)
    tag = keep_tag(digest)
    client.tag(repository, digest, tag)
    client.tag(repository, digest, tag)
    assert client.tags(repository) == ("current", tag)
    assert client.digest(repository, tag) == digest
    client.delete(repository, digest)
    assert client.digest(repository, digest) is None
    assert client.tags(repository) == ()
    client.delete(repository, digest)


def test_other_images_of_the_repository_stay(running: Running) -> None:
    client, repository = running.open(), "sites/two"
    old, new = push(client, repository, "current", "lama"), push(client, repository, "current", "baru")
    for digest in (old, new):
        client.tag(repository, digest, keep_tag(digest))
    client.delete(repository, old)
    assert client.digest(repository, old) is None
    assert client.tags(repository) == ("current", keep_tag(new))


def test_what_is_not_there_has_no_tags_and_no_digest(running: Running) -> None:
    assert running.open().tags("sites/never") == ()
    assert running.open().digest("sites/never", "current") is None
    with pytest.raises(KominfoError, match=r"sites/never@sha256:0+: there is no such image"):
        running.open().tag("sites/never", "sha256:" + "0" * 64, "keep--0")


def test_a_wrong_password_is_called_that_and_not_shown(running: Running) -> None:
    with pytest.raises(KominfoError, match="refuses the login of kominfo") as refused:
        running.open(Login(LOGIN.user, "another password")).tags("sites/two")
    assert "another password" not in str(refused.value)
    assert LOGIN.password not in repr(LOGIN)


def test_a_certificate_of_another_authority_is_refused(running: Running, tmp_path: Path) -> None:
    other = ensure_authority(CityHome(tmp_path)).pem
    with pytest.raises(KominfoError, match="its certificate is not the one expected"):
        running.open(ca=other).tags("sites/two")


def test_a_certificate_for_another_name_is_refused(running: Running) -> None:
    elsewhere = Registry(f"images.kota.test:{running.port}", running.ca, LOGIN, running.dial)
    with pytest.raises(KominfoError, match="its certificate is not the one expected"):
        elsewhere.tags("sites/two")


def test_a_registry_that_does_not_answer_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = int(unused.getsockname()[1])
        dial = partial(socket.create_connection, ("127.0.0.1", port))
        with pytest.raises(KominfoError, match=rf"registry {HOST}:{port}: does not answer"):
            Registry(f"{HOST}:{port}", "", LOGIN, dial).tags("sites/two")
