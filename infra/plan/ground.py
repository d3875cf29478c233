"""What an OPD's part takes of the data center's declaration: it stays as it is while this does.

The edges are none of it: a part leads through all there are (``infra.engine.standing``), except where its own
records hold their addresses.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from infra.plan.city import CityPlan

SERVING = frozenset({"manager", "registry", "build", "dns-primary"})


def ground(plan: CityPlan, part: str) -> dict[str, Any]:
    """Plain data; of another city, or for another part, it is another."""
    own = plan.part(part)
    kept = {service.volume_server for service in own.services}
    kept |= {service.database.server for service in own.services if service.database}
    return {
        "city": plan.name,
        "domain": plan.domain,
        "driver": plan.driver,
        "ca_file": plan.ca_file,
        "name_servers": plan.name_servers,
        "servers": [
            [server.name, str(server.address), server.port, sorted(SERVING.intersection(server.roles))]
            for server in plan.datacenter.servers
            if server.name in kept or SERVING.intersection(server.roles)
        ],
        "services": [asdict(service) for service in own.services],
        "records": [asdict(record) for record in own.records],
    }
