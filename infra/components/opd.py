"""One OPD's part: its sites, its records, its route on every edge."""

from __future__ import annotations

from pathlib import Path

import pulumi

from infra.components.access import Access
from infra.components.component import Component
from infra.components.records import records
from infra.components.site import Site
from infra.components.swarm import docker_provider
from infra.components.upstream import Upstream
from infra.plan import PartPlan
from infra.providers.kominfo import sdk


class Opd(Component):
    """A site is published last: its name and route appear once its service is healthy."""

    def __init__(
        self,
        part: PartPlan,
        folder: Path,
        access: Access,
        upstream: Upstream,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(part.part, opts)
        swarm = docker_provider("swarm", access, access.manager, upstream.registry_password, self.child())
        build = docker_provider("build", access, access.build, upstream.registry_password, self.child())
        sites = [
            Site(service, folder, part.part, access, upstream, swarm, build, self.child())
            for service in part.services
        ]
        routes = [
            sdk.EdgeRoute(
                f"{part.part}-route-{edge.name}",
                city=access.city,
                server=edge.name,
                connection=access.connection(edge.name),
                part=part.part,
                sites=[
                    {
                        "service": service.name,
                        "host": service.host,
                        "aliases": list(service.aliases),
                        "replicas": service.replicas,
                    }
                    for service in part.services
                ],
                opts=self.child(depends_on=sites),
            )
            for edge in access.plan.holding("edge")
        ]
        records(
            f"{part.part}-records",
            part.part,
            part.records,
            access,
            upstream.update_secret,
            exclusive=False,
            opts=self.child(depends_on=routes),
        )
        self.register_outputs({})
