"""Which release is how far back, and the pin that is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infra.deploy.rollback import numbered, pin
from infra.deploy.session import Session
from infra.engine.engine import Engine
from infra.errors import UsageError
from infra.home import Home
from infra.model import City, load_city
from infra.plan import Control, plan_city
from tests.unit.model.cities_on_disk import lay_out

DIGESTS = [f"sha256:{letter * 64}" for letter in "abc"]
KEPT = {"releases": [{"digest": digest, "at": "2026-11-24T05:00:00+00:00"} for digest in DIGESTS]}


@pytest.fixture
def city(tmp_path: Path) -> City:
    return load_city(lay_out("valid", tmp_path))


@pytest.fixture
def session(city: City, tmp_path: Path) -> Session:
    engine = Engine(Home(tmp_path / "home", tmp_path / "cache"), tmp_path, "a passphrase")
    return Session(city, plan_city(city, Control("ssh-ed25519 AAAA kominfo")), engine, print, "platform")


def test_releases_count_from_the_one_that_runs() -> None:
    assert [one.back for one in numbered("dinkes", {**KEPT, "current": DIGESTS[0]})] == [0, 1, 2]
    assert [one.back for one in numbered("dinkes", {**KEPT, "current": DIGESTS[2]})] == [-2, -1, 0]
    assert numbered("dinkes", None) == []


def test_the_pin_is_written_and_the_city_stays_valid(session: Session, city: City) -> None:
    known = numbered("dinkes", {**KEPT, "current": DIGESTS[0]})
    opd = next(one for one in city.opds if one.opd == "dinkes")
    pinned = pin(session, opd, known, 2, "dinkes", "halaman rusak: sejak pagi")
    assert pinned.digest == DIGESTS[2]
    again = load_city(city.folder)
    site = next(site for one in again.opds for site in one.sites if site.label == "dinkes")
    assert site.pin
    assert (site.pin.digest, site.pin.why) == (DIGESTS[2], "halaman rusak: sejak pagi")
    assert any("pinned" in str(warning) for warning in again.warnings)
    repeated = pin(replace(session, city=again), opd, known, 1, "dinkes", "masih rusak")
    assert repeated.digest == DIGESTS[1]
    assert DIGESTS[1] in (city.folder / "dinkes.yaml").read_text()


@pytest.mark.parametrize(
    ("back", "label", "why", "said"),
    [
        (3, "dinkes", "rusak", "there is no release 3 back"),
        (1, "tidak-ada", "rusak", "tidak-ada is none of its sites"),
        (1, None, "rusak", "it has several sites"),
        (1, "dinkes", "rusak\nsekali", "is not a note"),
        (1, "dinkes", "", "is not a note"),
    ],
)
def test_a_wrong_wish_changes_nothing(
    session: Session, city: City, back: int, label: str | None, why: str, said: str
) -> None:
    file = city.folder / "dinkes.yaml"
    before = file.read_bytes()
    opd = next(one for one in city.opds if one.opd == "dinkes")
    known = numbered("dinkes", {**KEPT, "current": DIGESTS[0]})
    with pytest.raises(UsageError, match=said):
        pin(session, opd, known, back, label, why)
    assert file.read_bytes() == before
