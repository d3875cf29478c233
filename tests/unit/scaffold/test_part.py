"""What a template needs of the platform: where its database and its files are put, and when there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.errors import KominfoError
from infra.home import CHECKOUT
from infra.model import load_city
from infra.model.opd import Site
from infra.scaffold import TEMPLATES, new
from infra.scaffold.part import needs
from tests.unit.scaffold.conftest import FORMER, Publish

STATEFUL = """\
memory: 192M
replicas: 1
database: {migrate: [migrate, --noinput]}
volume: {path: /srv/berkas, shared: true}
"""


def with_roles(city: Path, **roles: str) -> None:
    """Give servers one role more: ``satu="database"``."""
    file = city / "datacenter.yaml"
    text = file.read_text()
    for name, role in roles.items():
        line = next(line for line in text.splitlines() if line.strip().startswith(f"{name}:"))
        text = text.replace(line, line.replace("roles: [", f"roles: [{role}, "))
    file.write_text(text)


def site_of(city: Path, opd: str = "dlh") -> dict[str, Any]:
    site: dict[str, Any] = yaml.safe_load((city / f"{opd}.yaml").read_text())["sites"][0]
    return site


def test_the_files_stand_where_the_database_does(city: Path, publish: Publish) -> None:
    with_roles(city, dua="database")
    publish(FORMER, STATEFUL)
    new("contoh", "dlh", city)
    assert site_of(city) == {
        "label": "dlh",
        "source": "dlh/web",
        "memory": "192M",
        "replicas": 1,
        "database": {"migrate": ["migrate", "--noinput"]},
        "volume": {"path": "/srv/berkas", "shared": True, "server": "dua"},
    }
    site = load_city(city).opd("dlh").sites[0]
    assert (site.memory, site.database is not None) == (192 * 2**20, True)


def test_what_the_nation_shares_is_made_only_with_the_leave_to_run_it(city: Path, publish: Publish) -> None:
    publish(FORMER, "memory: 64M\nfunction: pengaduan\n")
    with pytest.raises(KominfoError, match=r"covers pengaduan[\s\S]*--permission LETTER DATE"):
        new("contoh", "dlh", city)
    with pytest.raises(KominfoError, match="is not a date"):
        new("contoh", "dlh", city, permission=("B/123/SPBE/2026", "1 Maret"))
    assert not (city / "dlh.yaml").exists()
    new("contoh", "dlh", city, permission=("B/123/SPBE/2026", "2026-03-01"))
    assert site_of(city)["permission"] == {"letter": "B/123/SPBE/2026", "date": "2026-03-01"}


def test_a_leave_that_nothing_needs_is_refused(city: Path, publish: Publish) -> None:
    publish(FORMER, "memory: 64M\n")
    with pytest.raises(KominfoError, match="needs no leave"):
        new("contoh", "dlh", city, permission=("B/123/SPBE/2026", "2026-03-01"))


def test_without_a_server_for_databases_nothing_is_made(city: Path, publish: Publish) -> None:
    publish(FORMER, STATEFUL)
    with pytest.raises(KominfoError, match="no server holds databases") as refusal:
        new("contoh", "dlh", city)
    assert refusal.value.problems[0].remedy == "Give one server of datacenter.yaml the role `database`."
    assert {path.name for path in city.iterdir()} == {"datacenter.yaml"}


def test_of_several_the_one_with_the_fewest_is_taken(city: Path, publish: Publish) -> None:
    with_roles(city, satu="database", dua="database")
    publish(FORMER, "replicas: 2\nmemory: 64M\ndatabase: postgres\n")
    for opd in ("dlh", "dishub", "dinkes"):
        new("contoh", opd, city)
    servers = [site_of(city, opd)["database"]["server"] for opd in ("dlh", "dishub", "dinkes")]
    assert servers == ["satu", "dua", "satu"]
    assert site_of(city)["database"]["engine"] == "postgres"


def test_files_alone_go_where_the_fewest_are(city: Path, publish: Publish) -> None:
    publish(FORMER, "replicas: 1\nmemory: 64M\nvolume: {path: /srv/berkas}\n")
    for opd in ("dlh", "dishub"):
        new("contoh", opd, city)
    assert [site_of(city, opd)["volume"]["server"] for opd in ("dlh", "dishub")] == ["satu", "dua"]


def test_a_database_s_server_outside_the_swarm_holds_no_files(city: Path, publish: Publish) -> None:
    file = city / "datacenter.yaml"
    line = "  tiga: {address: 172.30.99.13, memory: 4G, roles: [database]}\n"
    file.write_text(file.read_text().replace("tls:", f"{line}tls:"))
    publish(FORMER, STATEFUL)
    new("contoh", "dlh", city)
    assert site_of(city)["volume"]["server"] == "satu"
    load_city(city)


def test_a_server_may_be_named(city: Path, publish: Publish) -> None:
    with_roles(city, satu="database", dua="database")
    publish(FORMER, STATEFUL)
    new("contoh", "dlh", city, server="dua")
    site = site_of(city)
    assert (site["database"]["server"], site["volume"]["server"]) == ("dua", "dua")


@pytest.mark.parametrize(
    ("server", "wanted", "fault"),
    [
        ("dia", STATEFUL, "there is no server 'dia'"),
        ("satu", STATEFUL, "satu is no server that holds databases"),
        ("satu", "replicas: 1\nmemory: 64M\n", "this template keeps nothing on one server"),
    ],
)
def test_a_server_that_does_not_fit(
    city: Path, publish: Publish, server: str, wanted: str, fault: str
) -> None:
    with_roles(city, dua="database")
    publish(FORMER, wanted)
    with pytest.raises(KominfoError, match=fault):
        new("contoh", "dlh", city, server=server)
    assert {path.name for path in city.iterdir()} == {"datacenter.yaml"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_says_keys_of_a_site_and_no_other(template: str) -> None:
    """But those that `new` gives, or that an operator writes."""
    said = needs(TEMPLATES[template])
    assert not {"label", "source", "git", "commit", "image", "aliases", "pin"} & said.keys()
    if "volume" in said:
        said["volume"]["server"] = "satu"
    site = Site.model_validate({"label": "dlh", "source": "dlh/web", **said})
    assert site.replicas == 1 or not site.volume or site.volume.shared
    assert (CHECKOUT / "opd_templates" / template / "part.yaml").read_text().startswith("# ")
