"""The edge: one overlay for all sites, and HAProxy on every edge server."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_docker as docker

from infra.backends.sources import dockerfile
from infra.components.component import Component
from infra.components.swarm import EDGE_GRACE, RESTART, healthcheck, rollback_config, update_config
from infra.plan import names, services
from infra.plan.services import EdgeNetwork


class Edge(Component):
    """``network_id`` is what sites join; the service runs where the node label ``edge`` is ``true``."""

    network_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        network: EdgeNetwork,
        image: pulumi.Input[str],
        stack: str,
        provider: docker.Provider,
        ready: list[Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, opts)
        overlay = docker.Network(
            "edge-network",
            name=network.name,
            driver="overlay",
            attachable=True,
            labels=[docker.NetworkLabelArgs(label=names.STACK_LABEL, value=stack)],
            ipam_configs=[docker.NetworkIpamConfigArgs(subnet=network.subnet, gateway=network.gateway)],
            opts=self.child(provider=provider),
        )
        docker.Service(
            "edge-service",
            name=names.EDGE,
            labels=[docker.ServiceLabelArgs(label=names.STACK_LABEL, value=stack)],
            mode=docker.ServiceModeArgs(global_=True),
            endpoint_spec=_ports(),
            task_spec=_task(image, overlay.id),
            update_config=update_config("stop-first", "5s"),
            rollback_config=rollback_config("stop-first", 1),
            opts=self.child(provider=provider, depends_on=ready),
        )
        self.network_id = overlay.id
        self.register_outputs({"network_id": overlay.id})


def _ports() -> docker.ServiceEndpointSpecArgs:
    """Host mode: the client's address survives, and no IPVS is needed."""
    return docker.ServiceEndpointSpecArgs(
        mode="dnsrr",
        ports=[
            docker.ServiceEndpointSpecPortArgs(
                protocol="tcp", publish_mode="host", published_port=published, target_port=target
            )
            for published, target in ((80, 8080), (443, 8443))
        ],
    )


def _task(image: pulumi.Input[str], network_id: pulumi.Input[str]) -> docker.ServiceTaskSpecArgs:
    return docker.ServiceTaskSpecArgs(
        container_spec=docker.ServiceTaskSpecContainerSpecArgs(
            image=image,
            labels=[docker.ServiceTaskSpecContainerSpecLabelArgs(label="kominfo.role", value="edge")],
            init=False,
            read_only=True,
            cap_drops=["ALL"],
            healthcheck=healthcheck("http://127.0.0.1:8404/healthz", dockerfile.OF_BASE),
            mounts=[
                docker.ServiceTaskSpecContainerSpecMountArgs(
                    type="bind", source="/etc/kominfo/edge", target="/etc/kominfo/edge", read_only=True
                ),
                docker.ServiceTaskSpecContainerSpecMountArgs(
                    type="bind", source="/var/lib/kominfo/edge", target="/var/lib/kominfo/edge"
                ),
            ],
            stop_grace_period=EDGE_GRACE,
        ),
        placement=docker.ServiceTaskSpecPlacementArgs(constraints=["node.labels.edge==true"]),
        networks_advanceds=[docker.ServiceTaskSpecNetworksAdvancedArgs(id=network_id)],
        resources=docker.ServiceTaskSpecResourcesArgs(
            limits=docker.ServiceTaskSpecResourcesLimitsArgs(memory_bytes=services.EDGE_MEMORY)
        ),
        restart_policy=RESTART,
    )
