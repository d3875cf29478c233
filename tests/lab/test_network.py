"""A city's network: one, in one place, and gone to the last volume."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from infra.backends import lab
from infra.backends.lab.daemon import CITY_LABEL, docker_of_host
from infra.backends.lab.image import ensure_server_image
from infra.backends.servers import DRIVERS
from infra.errors import KominfoError
from tests.support.lab import TestNetwork, claim_subnet


def test_it_is_made_once_by_many(lab_host: None) -> None:
    city = "test-many"
    subnet = claim_subnet(city)
    try:
        address = str(subnet.network_address + 11)
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: lab.ensure_network(city, address), range(8))) == {subnet}
        with docker_of_host(city) as host:
            assert len(host.networks.list(filters={"label": f"{CITY_LABEL}={city}"})) == 1
    finally:
        lab.remove_all(city, print)


def test_a_taken_subnet_is_refused_naming_its_holder(lab_network: TestNetwork) -> None:
    with pytest.raises(KominfoError) as caught:
        lab.ensure_network("test-late", str(lab_network.subnet.network_address + 11))
    assert str(caught.value) == (
        f"kominfo-test-late: {lab_network.subnet} is taken on this machine\n"
        f"    why: docker network kominfo-{lab_network.city} holds it\n"
        "    do: choose other addresses in datacenter.yaml, or remove that network"
    )


def test_servers_of_one_city_stay_in_one_network(lab_network: TestNetwork) -> None:
    with pytest.raises(KominfoError) as caught:
        lab.ensure_network(lab_network.city, "172.30.200.11")
    assert f"the city's lab is in {lab_network.subnet}, not in 172.30.200.0/24" in str(caught.value)


def test_remove_all_leaves_nothing_of_this_city_and_all_of_others(lab_network: TestNetwork) -> None:
    city = "test-gone"
    subnet = claim_subnet(city)
    (kept,) = lab_network.specs(1)
    lab_network.make([kept])
    try:
        gone = replace(kept, city=city, name="s1", address=str(subnet.network_address + 11))
        DRIVERS["lab"].ensure(gone, print)
        assert [(item.name, item.address, item.running) for item in lab.status(city)] == [
            ("s1", gone.address, True)
        ]
        lab.remove_all(city, print)
        lab.remove_all(city, print)
        assert lab.status(city) == ()
        with docker_of_host(city) as host:
            assert not host.volumes.list(filters={"label": f"{CITY_LABEL}={city}"})
            assert not host.networks.list(filters={"label": f"{CITY_LABEL}={city}"})
        assert DRIVERS["lab"].is_running(kept) is True
    finally:
        lab.remove_all(city, print)
        lab_network.remove([kept])


def test_an_image_another_one_is_made_of_stays(lab_network: TestNetwork) -> None:
    tag = f"kominfo/test-child:{os.getpid()}"
    with docker_of_host("an image") as host:
        recipe = f"FROM {ensure_server_image(print)}\nLABEL child=yes\n"
        host.images.build(fileobj=io.BytesIO(recipe.encode()), tag=tag, rm=True)
        told: list[str] = []
        try:
            lab.remove_images(told.append)
            assert any("lab-server" in line and "stays" in line for line in told), told
        finally:
            host.images.remove(tag)


def test_an_image_another_lab_runs_on_stays(lab_network: TestNetwork) -> None:
    kept = lab_network.specs(1)
    lab_network.make(kept)
    told: list[str] = []
    try:
        lab.remove_images(told.append)
        assert any("lab-server" in line and "stays: another lab runs on it" in line for line in told), told
    finally:
        lab_network.remove(kept)
