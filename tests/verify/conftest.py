"""Verification asks real hosts, on the lab and in production alike: read-only, expectations from the plan.

A module names the server role it is about in ``ROLE`` (every server when it has none). ``host`` is then one
testinfra host a server; ``site``, ``record`` and ``name_server`` come one by one as well.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra.backends.control import answering_manager, gather_control
from infra.model import City, load_city
from infra.plan import CityPlan, plan_city
from tests.verify.hosts import host_of

CITY: City = load_city(Path(os.environ["KOMINFO_VERIFY_CITY"]))
PLAN: CityPlan = plan_city(CITY, gather_control(CITY))
# A city without databases: nothing is asked, where pytest would skip.
collect_ignore = [] if PLAN.holding("database") else ["test_postgres.py"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" in metafunc.fixturenames:
        role = getattr(metafunc.module, "ROLE", None)
        servers = PLAN.holding(role) if role else PLAN.datacenter.servers
        metafunc.parametrize("server", servers, ids=[server.name for server in servers], scope="session")
    if "site" in metafunc.fixturenames:
        sites = [service for part in PLAN.parts for service in part.services]
        metafunc.parametrize("site", sites, ids=[site.host for site in sites])
    if "part" in metafunc.fixturenames:
        metafunc.parametrize("part", PLAN.parts, ids=[part.part for part in PLAN.parts])
    if "record" in metafunc.fixturenames:
        records = [*PLAN.datacenter.records, *(record for part in PLAN.parts for record in part.records)]
        metafunc.parametrize("record", records, ids=[f"{item.name} {item.type}" for item in records])


@pytest.fixture(scope="session")
def city() -> City:
    return CITY


@pytest.fixture(scope="session")
def plan() -> CityPlan:
    return PLAN


@pytest.fixture(scope="session")
def host(server: Any) -> Any:
    return host_of(server)


@pytest.fixture(scope="session")
def manager(plan: CityPlan) -> Any:
    """The first manager that answers."""
    name = answering_manager(plan)
    return host_of(next(item for item in plan.datacenter.servers if item.name == name))


@pytest.fixture(scope="session")
def trust() -> SimpleNamespace:
    """What sites' certificates are checked against."""
    return SimpleNamespace(ca_file=os.environ.get("KOMINFO_VERIFY_CA", ""))
