"""What is made for an app with a database: once, at `up`, and kept."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra.deploy.secrets import ensure_secrets_are_set, opened, wanted
from infra.engine.vault import Vault
from infra.home import CityHome
from infra.model import City, Opd
from infra.model.database import Database
from infra.model.opd import Site

SITE = Site(label="parkir", source="parkir", secrets=("kunci",), database=Database())
OPD = Opd(opd="dishub", name="Dinas Perhubungan", sites=(SITE,))
PASSPHRASE = "kata sandi kota"


@pytest.fixture
def session(tmp_path: Path) -> Any:
    city = City("demo", tmp_path, None, (OPD,), ())  # type: ignore[arg-type]  # nothing here asks for its servers
    return SimpleNamespace(
        city=city,
        home=SimpleNamespace(city=lambda name: CityHome(tmp_path / name)),
        engine=SimpleNamespace(passphrase=PASSPHRASE),
    )


@pytest.fixture
def vault(session: Any) -> Vault:
    return Vault(session.home.city("demo"), "dishub")


def test_a_preview_names_it_and_makes_nothing(session: Any, vault: Vault) -> None:
    assert wanted(OPD) == ("kunci", "web_parkir_key")
    assert opened(session, "dishub", "preview") == {"web_parkir_key": {"version": "new", "value": ""}}
    assert vault.list() == ()


def test_up_makes_it_once(session: Any, vault: Vault) -> None:
    first = opened(session, "dishub", "up")["web_parkir_key"]
    assert opened(session, "dishub", "up")["web_parkir_key"] == first
    assert opened(session, "dishub", "preview")["web_parkir_key"] == first
    assert len(first["value"]) > 80, "64 characters, in base64"


def test_nobody_is_asked_to_set_it(session: Any, vault: Vault) -> None:
    vault.put(PASSPHRASE, "kunci", b"rahasia")
    ensure_secrets_are_set(session.city, session.home.city("demo"), ["dishub"])


def test_the_data_center_and_a_removal_have_none(session: Any) -> None:
    assert opened(session, "datacenter", "up") == {}
    assert opened(session, "dishub", "destroy") == {}
