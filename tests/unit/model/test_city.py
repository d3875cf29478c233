"""What the other rooms ask of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.errors import KominfoError
from infra.home import CHECKOUT
from infra.model import DataCenter, Opd, Record, Server, Site, Tls, load_city
from infra.model.rules.labels import RESERVED
from infra.model.rules.memory import BASE_RESERVE
from infra.plan import names
from tests.unit.model.cities_on_disk import lay_out


def test_names_of_a_site() -> None:
    site = Site(label="ppid.dinkes", image=f"x@sha256:{'0' * 64}", aliases=("@", "informasi"))
    assert site.service == "web-ppid-dinkes"
    assert site.host("siantar.test") == "ppid.dinkes.siantar.test"
    assert site.alias_hosts("siantar.test") == ("siantar.test", "informasi.siantar.test")
    assert Site(label="@", source="web").service == "web-apex"
    assert (site.replicas, site.memory) == (2, 64 * 2**20)


def test_a_city_knows_its_parts(tmp_path: Path) -> None:
    city = load_city(lay_out("valid", tmp_path))
    assert (city.name, city.datacenter.city) == ("siantar", "Pematangsiantar")
    assert city.parts == ("datacenter", "dinkes", "diskominfo")
    assert city.opd("dinkes").name == "Dinas Kesehatan"
    assert city.server("siantar-2").name == "siantar-2"
    with pytest.raises(KominfoError, match=r"(?s)there is no OPD 'dinks'.*Did you mean `dinkes`"):
        city.opd("dinks")
    with pytest.raises(KominfoError, match=r"(?s)there is no server 'siantar-9'.*Did you mean `siantar-"):
        city.server("siantar-9")


def test_a_data_center_knows_its_servers_and_certificate(tmp_path: Path) -> None:
    center = load_city(lay_out("valid", tmp_path)).datacenter
    assert [server.name for server in center.servers_with("edge")] == ["siantar-1", "siantar-2"]
    assert center.servers_with("dns-primary", "registry") == (center.servers["siantar-1"],)
    domain = "pematangsiantar.test"
    assert center.certificate_names == (f"*.{domain}", domain, f"ppid.dinkes.{domain}")
    assert center.servers["siantar-1"].public == (center.servers["siantar-1"].address,)


@pytest.mark.parametrize("section", [DataCenter, Opd, Record, Server, Site, Tls])
def test_sections_are_frozen_strict_and_closed(section: type[DataCenter]) -> None:
    assert {key: section.model_config[key] for key in ("frozen", "extra", "strict")} == {
        "frozen": True,
        "extra": "forbid",
        "strict": True,
    }


def test_every_name_the_plan_publishes_is_reserved() -> None:
    published = {names.EDGE, names.REGISTRY, names.PRIMARY_NAME_SERVER, names.SECONDARY_NAME_SERVER}
    plain = {word for pattern in RESERVED for word in pattern.split("|")}
    assert {name.rstrip("0123456789") for name in published} <= {
        word.removesuffix("[0-9]+") for word in plain
    }


def test_the_edge_fits_the_reserve() -> None:
    from infra.plan.services import EDGE_MEMORY

    assert EDGE_MEMORY + 400 * 2**20 <= BASE_RESERVE


def test_the_model_imports_no_engine_and_no_network() -> None:
    forbidden = (
        "import pulumi",
        "import socket",
        "import requests",
        "import docker",
        "import subprocess",
        "urllib",
    )
    for module in (CHECKOUT / "infra/model").rglob("*.py"):
        text = module.read_text()
        assert not [word for word in forbidden if word in text], module
