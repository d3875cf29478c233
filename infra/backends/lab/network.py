"""A city's lab network, and what is on it: shown, and removed to the last volume."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

import docker
from docker.errors import APIError
from docker.types import IPAMConfig, IPAMPool

from infra.backends.lab.daemon import CITY_LABEL, docker_of_host, labels
from infra.backends.lab.machine import Machine
from infra.backends.lab.progress import Progress
from infra.errors import KominfoError, Problem
from infra.files import locked
from infra.home import Home

GATEWAY, WORLD = 1, 2
"""Host numbers in every lab network that no server may have."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One machine of a city's lab as it is now. ``address`` is empty where the machine does not run."""

    name: str
    address: str
    running: bool


def network_name(city: str) -> str:
    return f"kominfo-{city}"


def subnet_of(address: str) -> IPv4Network:
    """The /24 a lab server's address is in: a lab is never larger."""
    return IPv4Network(f"{address}/24", strict=False)


def ensure_network(city: str, address: str) -> IPv4Network:
    """Make the city's network around ``address`` if there is none.

    Raises KominfoError when the city has one elsewhere, or when another network holds these addresses.
    """
    subnet = subnet_of(address)
    name = network_name(city)
    # Docker lets two networks have one name: servers are made side by side, so look and make as one step.
    with locked(Home.find().city(city).lab / ".lock"), docker_of_host(name) as host:
        found = host.networks.list(names=[name], filters={"label": f"{CITY_LABEL}={city}"})
        if found:
            held = [pool["Subnet"] for pool in found[0].attrs["IPAM"]["Config"]]
            if str(subnet) not in held:
                raise _elsewhere(city, subnet, held)
            return subnet
        _make(host, city, subnet)
    return subnet


def check_server_address(machine: Machine, subnet: IPv4Network) -> None:
    """Refuse an address the lab itself needs."""
    kept = {
        subnet.network_address: "the network",
        subnet.network_address + GATEWAY: "the gateway",
        subnet.network_address + WORLD: "the lab's outside world",
        subnet.broadcast_address: "broadcast",
    }
    if holder := kept.get(IPv4Address(machine.address)):
        raise KominfoError(
            Problem(
                machine.name,
                "address",
                f"{machine.address} is kept for {holder}",
                "",
                f"choose one from {subnet.network_address + 3} to {subnet.broadcast_address - 1}",
            )
        )


def status(city: str) -> tuple[Standing, ...]:
    """Every machine of the city's lab, by name; the world is ``world``. Empty when there is none."""
    with docker_of_host(network_name(city)) as host:
        found = host.containers.list(all=True, filters={"label": f"{CITY_LABEL}={city}"})
        return tuple(sorted((_standing(city, item.attrs) for item in found), key=lambda item: item.name))


def remove_all(city: str, progress: Progress) -> None:
    """Remove every container, volume and network of the city. Repeating it, or finding nothing, is success.

    Needs a daemon that answers: after a restart of the machine call ``ensure_host`` first, or what stands in
    the stopped daemon stays.
    """
    ours: dict[str, str | list[str] | bool] = {"label": f"{CITY_LABEL}={city}"}
    with docker_of_host(network_name(city)) as host:
        for container in host.containers.list(all=True, filters=ours):
            progress(f"removing {container.name}")
            container.remove(force=True, v=True)
        for volume in host.volumes.list(filters=ours):
            volume.remove(force=True)
        for network in host.networks.list(filters=ours):
            network.remove()


def _make(host: docker.DockerClient, city: str, subnet: IPv4Network) -> None:
    pool = IPAMPool(subnet=str(subnet), gateway=str(subnet.network_address + GATEWAY))
    try:
        host.networks.create(
            network_name(city),
            driver="bridge",
            check_duplicate=True,
            labels=labels(city),
            ipam=IPAMConfig(pool_configs=[pool]),
        )
    except APIError as error:
        if "overlap" not in str(error.explanation):
            raise
        raise _overlap(host, city, subnet) from None


def _standing(city: str, facts: dict[str, object]) -> Standing:
    state, settings = facts["State"], facts["NetworkSettings"]
    assert isinstance(state, dict)  # noqa: S101 - docker's own answer, narrowed for the type checker
    assert isinstance(settings, dict)  # noqa: S101 - as above
    networks = settings["Networks"].values()
    return Standing(
        name=str(facts["Name"]).removeprefix(f"/{network_name(city)}-"),
        address=next((str(item["IPAddress"]) for item in networks), ""),
        running=state["Status"] == "running",
    )


def _elsewhere(city: str, subnet: IPv4Network, held: list[str]) -> KominfoError:
    return KominfoError(
        Problem(
            network_name(city),
            "",
            f"the city's lab is in {', '.join(held)}, not in {subnet}",
            "addresses in datacenter.yaml were changed, or are not all in one /24",
            f"give every server an address in {held[0]}, or end this lab first: ./kominfo destroy {city}",
        )
    )


def _overlap(host: docker.DockerClient, city: str, subnet: IPv4Network) -> KominfoError:
    holders = [
        network.name or ""
        for network in host.networks.list()
        for pool in (network.attrs["IPAM"]["Config"] or [])
        if IPv4Network(pool["Subnet"]).overlaps(subnet)
    ]
    return KominfoError(
        Problem(
            network_name(city),
            "",
            f"{subnet} is taken on this machine",
            f"docker network {', '.join(holders)} holds it" if holders else "another interface holds it",
            "choose other addresses in datacenter.yaml, or remove that network",
        )
    )
