"""One OPD's part: its sites, its records, its route on the edges, the proof that a visitor is served."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pulumi
import pulumi_docker as docker

from infra.components.access import Access
from infra.components.component import Component
from infra.components.records import records
from infra.components.site import Site
from infra.components.swarm import docker_provider
from infra.components.upstream import Upstream
from infra.plan import PartPlan, names
from infra.plan.services import WebService, before, in_turn
from infra.providers.kominfo import sdk

Secrets = Mapping[str, Mapping[str, str]]


class Opd(Component):
    """A site is published last: its name and route appear once its service is healthy.

    What a visitor was served counts as a release: it is kept in the registry, to go back to.
    """

    exports: dict[str, pulumi.Output[Any]]

    def __init__(
        self,
        part: PartPlan,
        folder: Path,
        access: Access,
        upstream: Upstream,
        secrets: Secrets,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(part.part, opts)
        self._access = access
        self._upstream = upstream
        swarm = docker_provider("swarm", access, access.manager, upstream.registry_password, self.child())
        build = docker_provider("build", access, access.build, upstream.registry_password, self.child())
        files = {name: self._secret(part.part, name, one, swarm) for name, one in secrets.items()}
        sites: dict[str, Site] = {}
        for service in in_turn(part.services):
            model, after = sites.get(service.like), before(service, part.services)
            sites[service.name] = Site(
                service,
                folder,
                part.part,
                access,
                upstream,
                swarm,
                build,
                files,
                model,
                [sites[one] for one in after],
                self.child(),
            )
        published = records(
            f"{part.part}-records",
            part.part,
            part.records,
            access,
            upstream.update_secret,
            exclusive=False,
            opts=self.child(depends_on=[self._route(part, list(sites.values()))]),
        )
        running = self._running(part, sites, secrets)
        probe = self._probe(part, running, published)
        self._spread(part, running, probe)
        kept = {
            service.name: self._releases(part, service, sites[service.name], probe)
            for service in part.services
            if not service.image and not service.like
        }
        releases = {name: {"current": one.digest, "releases": one.releases} for name, one in kept.items()}
        self.exports = {"releases": pulumi.Output.from_input(releases)}
        self.register_outputs({})

    def _secret(
        self, part: str, name: str, secret: Mapping[str, str], swarm: docker.Provider
    ) -> docker.Secret:
        """Another value has another name, and so it is another secret: services move to it one by one."""
        label = docker.SecretLabelArgs(
            label=names.STACK_LABEL, value=names.stack_name(self._access.city, part)
        )
        return docker.Secret(
            f"{name}-{secret['version']}",
            name=f"{name}-{secret['version']}",
            data=pulumi.Output.secret(secret["value"]),
            labels=[label],
            opts=self.child(provider=swarm),
        )

    def _route(self, part: PartPlan, sites: Sequence[Site]) -> sdk.EdgeRoute:
        return sdk.EdgeRoute(
            f"{part.part}-route",
            city=self._access.city,
            part=part.part,
            sites=[service.route for service in part.services],
            opts=self.child(depends_on=sites),
        )

    def _running(self, part: PartPlan, sites: Mapping[str, Site], secrets: Secrets) -> list[dict[str, Any]]:
        """Each service with all that makes its tasks begin anew when it changes."""
        return [
            {
                **json.loads(json.dumps(asdict(service))),  # lists for tuples, all the way down
                "runs": sites[service.name].image,
                "secrets": [f"{name}-{secrets[name]['version']}" for name in service.secrets],
            }
            for service in part.services
        ]

    def _probe(self, part: PartPlan, running: list[dict[str, Any]], published: sdk.RecordSet) -> sdk.Probe:
        plan = self._access.plan
        return sdk.Probe(
            f"{part.part}-probe",
            city=self._access.city,
            part=part.part,
            sites=running,
            name_servers=[address for server in plan.name_servers for address in server["addresses"]],
            ca_file=plan.ca_file,
            opts=self.child(depends_on=[published]),
        )

    def _spread(self, part: PartPlan, running: list[dict[str, Any]], probe: sdk.Probe) -> None:
        """After the proof: a release that is to be undone is not begun anew."""
        spreading = [one for service, one in zip(part.services, running, strict=True) if service.spreads]
        if spreading:
            sdk.Spread(
                f"{part.part}-spread",
                city=self._access.city,
                part=part.part,
                sites=spreading,
                managers=[self._access.manager_connection(one.name) for one in self._access.plan.managers],
                opts=self.child(depends_on=[probe]),
            )

    def _releases(self, part: PartPlan, service: WebService, site: Site, probe: sdk.Probe) -> sdk.Releases:
        return sdk.Releases(
            f"{service.name}-releases",
            city=self._access.city,
            connection=self._access.connection(self._access.plan.holding("registry")[0].name),
            registry=self._access.registry,
            ca=self._upstream.registry_ca,
            user=self._access.registry_user,
            password=self._upstream.registry_password,
            repository=service.repository,
            digest=site.image.apply(_digest),
            held=sorted({one.pinned for one in part.services if one.like == service.name and one.pinned}),
            keep=names.KEPT_RELEASES,
            opts=self.child(depends_on=[probe]),
        )


def _digest(reference: str) -> str:
    return reference.partition("@")[2]
