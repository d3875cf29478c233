"""What a citizen sees: every site over HTTPS through every edge."""

from __future__ import annotations

from typing import Any

import pytest

from infra.backends.visit import get
from infra.backends.visit.probe import BROKEN

HEADERS = {
    "strict-transport-security": "max-age=",
    "x-content-type-options": "nosniff",
    "referrer-policy": "",
    "content-security-policy": "",
}


@pytest.fixture(scope="session")
def edges(plan: Any) -> list[Any]:
    return list(plan.holding("edge"))


def test_site_answers(site: Any, edges: list[Any], trust: Any) -> None:
    """The site is well and answers visitors, with the city's certificate, through every edge."""
    for edge, host in ((edge, host) for edge in edges for host in site.hosts):
        health = get(edge.address, host, site.health, ca_file=trust.ca_file)
        assert health.status == 200, f"{edge.name} answers {health.status} for {host}{site.health}"
        answer = get(edge.address, host, ca_file=trust.ca_file)
        assert answer.status < BROKEN, f"{edge.name} answers {answer.status} for {host}"
        for header, part in HEADERS.items():
            assert part in answer.headers.get(header, "missing"), f"{edge.name}, {host}: {header} is missing"


def test_plain_http_is_redirected(site: Any, edges: list[Any]) -> None:
    """Plain HTTP is redirected to HTTPS for good."""
    for edge, host in ((edge, host) for edge in edges for host in site.hosts):
        answer = get(edge.address, host, "/", tls=False)
        assert (answer.status, answer.headers.get("location")) == (301, f"https://{host}/"), edge.name


def test_aliases_redirect(site: Any, edges: list[Any], trust: Any) -> None:
    """Each former name leads to the present one (301), path kept."""
    for edge in edges:
        for alias in site.aliases:
            answer = get(edge.address, alias, "/kontak/", ca_file=trust.ca_file)
            wanted = (301, f"https://{site.host}/kontak/")
            assert (answer.status, answer.headers.get("location")) == wanted, f"{edge.name}: {alias}"


def test_unknown_host_gets_the_city_page(plan: Any, edges: list[Any], trust: Any) -> None:
    """A host nobody declared gets the city's 404 page, and no OPD's site."""
    for edge in edges:
        answer = get(edge.address, f"tidak-ada.{plan.domain}", ca_file=trust.ca_file)
        assert answer.status == 404, edge.name
        assert 'lang="id"' in answer.body
