"""What sites may open outward: machines outside, never the platform's own."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from infra.errors import Problem
from infra.model.document import Path
from infra.model.draft import Draft, Whole
from infra.model.egress import Egress
from infra.model.rules.networks import DOCKER_BRIDGES, PRIVATE

_SITES = "A site reaches another one at http://web-LABEL:8080, inside; declare nothing for it."


def _declared(draft: Draft) -> Iterator[tuple[str, Path, Egress]]:
    for part, path, site in draft.sites:
        for number, egress in enumerate(site.egress):
            yield part, (*path, "egress", number), egress


def ensure_egress_is_listed_once(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        for number, egress in enumerate(site.egress):
            if egress in site.egress[:number]:
                fault = f"{egress.to} port {egress.port} is listed twice"
                yield draft.problem(part, (*path, "egress", number), fault, "", "Keep one.")


def ensure_egress_spares_the_servers(whole: Whole) -> Iterator[Problem]:
    """A site that is taken over must not find the servers' doors open."""
    for part, path, egress in _declared(whole):
        network = egress.network
        for server in whole.servers if network else ():
            for address in dict.fromkeys((server.address, *server.public)):
                if network and address in network:
                    holds = "is" if network.num_addresses == 1 else f"holds {address},"
                    fault = f"{egress.to} {holds} an address of {server.name}"
                    reason = "Sites never connect to the servers they run on."
                    yield whole.problem(part, (*path, "to"), fault, reason, _SITES)


def ensure_egress_spares_the_city_s_sites(whole: Whole) -> Iterator[Problem]:
    """Their names lead to the edges, which are servers."""
    hosts = {host for _, _, site in whole.sites for host in site.hosts(whole.domain)}
    for part, path, egress in _declared(whole):
        if egress.to in hosts or egress.to == whole.domain:
            reason = "Its name leads to the edges, and sites never connect to servers."
            yield whole.problem(part, (*path, "to"), f"{egress.to} is a site of this city", reason, _SITES)


def ensure_private_egress_is_agreed(whole: Whole) -> Iterator[Problem]:
    """The city's own networks are opened by who answers for them, not by the OPD that wants in."""
    for part, path, egress in _declared(whole):
        network = egress.network
        private = next((one for one in PRIVATE if network and network.overlaps(one)), None)
        if network and private and not any(map(network.subnet_of, whole.datacenter.egress_networks)):
            reason = f"Private networks ({private}) are closed to sites unless the data center opens them."
            remedy = f"Let datacenter.yaml list it: `egress_networks: [{network}]`."
            yield whole.problem(part, (*path, "to"), f"{egress.to} is private", reason, remedy)


def ensure_egress_networks_are_real(whole: Whole) -> Iterator[Problem]:
    """Not the containers' own networks: what stands there is other OPDs' containers."""
    own: tuple[tuple[IPv4Network, str], ...] = (
        (whole.datacenter.overlay_pool, "the containers' own (overlay_pool)"),
        *((bridge, "Docker's own") for bridge in DOCKER_BRIDGES),
    )
    for number, network in enumerate(whole.datacenter.egress_networks):
        for used, whose in own:
            if network.overlaps(used):
                fault = f"{network} overlaps {used}, {whose}"
                yield whole.declares(
                    ("egress_networks", number), fault, "", "Name networks of machines outside."
                )
