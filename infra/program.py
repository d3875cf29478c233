"""The Pulumi program of one part: folder → model → plan → components."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi

from infra.backends.control import answering_manager, gather_control
from infra.components.access import Access
from infra.components.datacenter import DataCenter
from infra.components.opd import Opd
from infra.components.upstream import Upstream
from infra.model import DATACENTER, load_city
from infra.plan import plan_city


def declare(
    folder: Path, part: str, upstream: dict[str, Any] | None, secrets: Mapping[str, Mapping[str, str]]
) -> None:
    """Declare the resources of ``part``, of a city that is valid as a whole.

    ``upstream`` are the data center's outputs, if it exists; ``secrets`` its own: name → version, value.
    """
    city = load_city(folder, {DATACENTER, part})
    plan = plan_city(city, gather_control(city))
    access = Access(plan, answering_manager(plan))
    if part == DATACENTER:
        exports = DataCenter(plan.datacenter, access).exports
    else:
        exports = Opd(plan.part(part), folder, access, Upstream.of(upstream, city.name), secrets).exports
    for name, value in exports.items():
        pulumi.export(name, value)
