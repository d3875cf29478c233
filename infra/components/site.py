"""One published host of an OPD: its image and its service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pulumi_docker as docker

from infra.backends.sources import source_folder
from infra.components.access import Access
from infra.components.component import Component
from infra.components.swarm import RESTART, healthcheck, rollback_config, update_config
from infra.components.upstream import Upstream
from infra.plan import names
from infra.plan.services import WebService


class Site(Component):
    """Built on the build server, pushed to the registry, run by digest as a Swarm service."""

    image: pulumi.Output[str]
    """The image that runs: ``repository@sha256:…``."""

    def __init__(
        self,
        service: WebService,
        folder: Path,
        part: str,
        access: Access,
        upstream: Upstream,
        swarm: docker.Provider,
        build: docker.Provider,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(service.name, opts)
        self.image = self._image(service, folder, access, upstream, build)
        docker.Service(
            service.name,
            name=service.name,
            labels=[
                docker.ServiceLabelArgs(label=names.STACK_LABEL, value=names.stack_name(access.city, part))
            ],
            mode=docker.ServiceModeArgs(
                replicated=docker.ServiceModeReplicatedArgs(replicas=service.replicas)
            ),
            endpoint_spec=docker.ServiceEndpointSpecArgs(mode="dnsrr"),
            task_spec=_task(service, self.image, upstream.edge_network),
            update_config=update_config("start-first", "2s"),
            rollback_config=rollback_config("start-first", 0),
            converge_config=docker.ServiceConvergeConfigArgs(delay="1s", timeout="180s"),
            opts=self.child(provider=swarm),
        )
        self.register_outputs({})

    def _image(
        self, service: WebService, folder: Path, access: Access, upstream: Upstream, build: docker.Provider
    ) -> pulumi.Output[str]:
        repository = f"{access.registry}/{service.repository}"
        if service.image or service.pinned:
            return pulumi.Output.from_input(service.image or f"{repository}@{service.pinned}")
        context = source_folder(folder, service.source, service.git, service.commit)
        return docker.Image(
            f"{service.name}-image",
            image_name=f"{repository}:current",
            build=docker.DockerBuildArgs(
                context=str(context),
                dockerfile=str(context / "Dockerfile"),
                args={"BUILDER": upstream.image_builder, "WEB": upstream.image_web},
                platform="linux/amd64",
                builder_version=docker.BuilderVersion.BUILDER_V1,
            ),
            registry=docker.RegistryArgs(
                server=access.registry, username=access.registry_user, password=upstream.registry_password
            ),
            opts=self.child(provider=build),
        ).repo_digest


def _task(service: WebService, image: Any, network_id: pulumi.Input[str]) -> docker.ServiceTaskSpecArgs:
    return docker.ServiceTaskSpecArgs(
        container_spec=docker.ServiceTaskSpecContainerSpecArgs(
            image=image,
            init=True,
            read_only=True,
            cap_drops=["ALL"],
            healthcheck=healthcheck(f"http://127.0.0.1:{names.SITE_PORT}/healthz"),
            mounts=[
                docker.ServiceTaskSpecContainerSpecMountArgs(
                    type="tmpfs",
                    target="/tmp",  # noqa: S108  # inside the container
                    tmpfs_options=docker.ServiceTaskSpecContainerSpecMountTmpfsOptionsArgs(
                        mode=511, size_bytes=16 * 1024**2
                    ),
                )
            ],
            stop_grace_period="30s",
        ),
        networks_advanceds=[docker.ServiceTaskSpecNetworksAdvancedArgs(id=network_id)],
        placement=docker.ServiceTaskSpecPlacementArgs(prefs=["spread=node.id"]),
        resources=docker.ServiceTaskSpecResourcesArgs(
            limits=docker.ServiceTaskSpecResourcesLimitsArgs(memory_bytes=service.memory)
        ),
        log_driver=docker.ServiceTaskSpecLogDriverArgs(name="local", options={"max-size": "10m"}),
        restart_policy=RESTART,
    )
