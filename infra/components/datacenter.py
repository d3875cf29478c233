"""The data center's part: servers, their layers, the zone, the edge."""

from __future__ import annotations

from functools import reduce
from operator import getitem
from typing import Any

import pulumi

from infra.components.access import Access
from infra.components.component import Component
from infra.components.edge import Edge
from infra.components.records import records
from infra.components.swarm import docker_provider
from infra.model import DATACENTER, Server
from infra.plan import names
from infra.plan.city import DataCenterPlan
from infra.plan.refs import Ref
from infra.plan.role_run import RoleRun
from infra.providers.kominfo import sdk


class DataCenter(Component):
    """Creates every resource of the plan and resolves the plan's references to their outputs."""

    exports: dict[str, pulumi.Output[Any]]

    def __init__(
        self, plan: DataCenterPlan, access: Access, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(DATACENTER, opts)
        self._access = access
        self._keys = {
            name: sdk.GeneratedKey(f"key-{name}", kind=kind, length=32, opts=self.child())
            for name, kind in plan.keys.items()
        }
        self._certificates = {
            item.name: sdk.PlatformCertificate(
                f"certificate-{item.name}", city=access.city, names=list(item.names), opts=self.child()
            )
            for item in plan.certificates
        }
        self._servers = {server.name: self._server(server.name) for server in plan.servers}
        self._runs: dict[str, pulumi.Resource] = {}
        for run in plan.role_runs:
            if "records" in run.after and "records" not in self._runs:
                self._runs["records"] = self._records(plan)
            self._runs[run.name] = self._role_run(run)
        edge = self._edge(plan)
        self._presented(edge)
        self.exports = self._exports(edge)
        self.register_outputs({})

    def _server(self, name: str) -> sdk.Server:
        server = self._access.server(name)
        return sdk.Server(
            name,
            city=self._access.city,
            server=name,
            driver=self._access.plan.driver,
            address=str(server.address),
            port=server.port,
            user=server.user,
            host_key=server.host_key,
            memory=server.memory,
            opts=self.child(),
        )

    def _role_run(self, run: RoleRun) -> sdk.RoleRun:
        server = self._access.server(run.server)
        user = server.user if run.layer == "adopt" else names.PLATFORM_USER
        return sdk.RoleRun(
            run.name,
            city=self._access.city,
            server=run.server,
            connection=self._access.connection(run.server, user),
            layer=run.layer,
            role=run.role,
            variables=run.variables,
            secret_variables=pulumi.Output.secret(self._resolve(run.secrets)),
            source=run.source,
            drain=None
            if run.drain is None
            else [self._access.manager_connection(name) for name in run.drain],
            opts=self.child(
                depends_on=[self._servers[run.server], *(self._runs[name] for name in run.after)]
            ),
        )

    def _records(self, plan: DataCenterPlan) -> sdk.RecordSet:
        name_servers = [run for name, run in self._runs.items() if name.endswith("-dns")]
        return records(
            "records",
            DATACENTER,
            plan.records,
            self._access,
            self._keys[names.UPDATE_KEY].value,
            exclusive=True,
            opts=self.child(depends_on=name_servers),
        )

    def _edge(self, plan: DataCenterPlan) -> Edge:
        provider = docker_provider(
            "swarm",
            self._access,
            self._access.manager,
            self._keys[names.REGISTRY].value,
            self.child(depends_on=[run for name, run in self._runs.items() if name.endswith("-swarm")]),
        )
        return Edge(
            names.EDGE,
            plan.network,
            self._image("edge"),
            names.stack_name(self._access.city, DATACENTER),
            provider,
            [self._filled(server) for server in self._access.plan.holding("edge")],
            self.child(),
        )

    def _filled(self, server: Server) -> sdk.Edge:
        """The edge with what the parts lead to: it knows every host before it runs."""
        return sdk.Edge(
            f"{server.name}-routes",
            city=self._access.city,
            server=server.name,
            connection=self._access.connection(server.name),
            addresses=_addresses(server),
            source=self._source(f"{server.name}-edge"),
            opts=self.child(depends_on=[self._runs[f"{server.name}-edge"]]),
        )

    def _presented(self, edge: Edge) -> None:
        """Asked last: by then every edge has its certificate, and the service that presents it."""
        plan, image = self._access.plan, self._image("edge")
        for server in plan.holding("edge"):
            sdk.EdgeCertificate(
                f"{server.name}-certificate",
                city=self._access.city,
                server=server.name,
                addresses=_addresses(server),
                names=list(plan.certificate_names),
                ca_file=plan.ca_file,
                source=pulumi.Output.format("{0} {1}", self._source(f"{server.name}-tls"), image),
                opts=self.child(depends_on=[edge, self._runs[f"{server.name}-tls"]]),
            )

    def _source(self, run: str) -> str:
        return next(one.source for one in self._access.plan.datacenter.role_runs if one.name == run)

    def _image(self, name: str) -> pulumi.Output[str]:
        outputs = self._runs[f"{self._access.build}-images"].outputs  # type: ignore[attr-defined]  # a role run
        return pulumi.Output.unsecret(outputs.apply(lambda values: str(values["images_digests"][name])))

    def _resolve(self, value: Any) -> Any:
        """Put outputs where the plan put references."""
        if isinstance(value, Ref):
            return self._output(value)
        if isinstance(value, dict):
            return {key: self._resolve(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._resolve(item) for item in value]
        return value

    def _output(self, ref: Ref) -> pulumi.Output[Any]:
        if ref.kind == "role":
            outputs: pulumi.Output[Any] = self._runs[ref.name].outputs  # type: ignore[attr-defined]  # a role run
            return outputs.apply(lambda values: reduce(getitem, ref.field.split("."), values))
        holder = self._keys[ref.name] if ref.kind == "key" else self._certificates[ref.name]
        output: pulumi.Output[Any] = getattr(holder, ref.field)
        return output

    def _exports(self, edge: Edge) -> dict[str, pulumi.Output[Any]]:
        """What ``upstream.CONTRACT`` promises to the OPDs' parts, and the DS records for the registrar."""
        (primary,) = self._access.plan.holding("dns-primary")
        zone = self._runs[f"{primary.name}-dns"].outputs  # type: ignore[attr-defined]  # a role run
        return {
            "edge_network": edge.network_id,
            "registry_password": pulumi.Output.secret(self._keys[names.REGISTRY].value),
            "registry_ca": self._certificates[names.REGISTRY].ca,
            "update_secret": pulumi.Output.secret(self._keys[names.UPDATE_KEY].value),
            "image_web": self._image("web"),
            "image_builder": self._image("builder"),
            "image_app": self._image("app"),
            "ds": pulumi.Output.unsecret(zone.apply(lambda values: values["dns_ds"])),
        }


def _addresses(server: Server) -> list[str]:
    """Where visitors reach an edge."""
    return [str(one) for one in (*server.public, server.address)]
