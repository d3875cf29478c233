"""What a city offers to programs and to its registrar."""

from __future__ import annotations

from typing import Any

from infra.plan.city import CityPlan


def city_outputs(plan: CityPlan, ds: list[str]) -> dict[str, Any]:
    """The document of ``outputs --json``.

    ``ds`` are the zone's DS records, empty before the zone is signed.
    """
    return {
        "city": plan.name,
        "domain": plan.domain,
        "ca_file": plan.ca_file,
        "servers": [
            {"name": server.name, "address": str(server.address), "roles": list(server.roles)}
            for server in plan.datacenter.servers
        ],
        "nameservers": [
            {"name": f"{item['name']}.{plan.domain}", "address": address, "port": 53}
            for item in plan.name_servers
            for address in item["addresses"]
        ],
        "edges": [
            {"name": server.name, "address": str(address)}
            for server in plan.holding("edge")
            for address in server.public
        ],
        "sites": [
            {
                "opd": part.part,
                "host": host,
                "url": f"https://{host}/",
                "replicas": service.replicas,
            }
            for part in plan.parts
            for service in part.services
            for host in service.hosts
        ],
        "registrar": {
            "ns": [f"{plan.domain}. NS {item['name']}.{plan.domain}." for item in plan.name_servers],
            "glue": [
                f"{item['name']}.{plan.domain}. {'AAAA' if ':' in address else 'A'} {address}"
                for item in plan.name_servers
                for address in item["addresses"]
            ],
            "ds": ds,
        },
    }
