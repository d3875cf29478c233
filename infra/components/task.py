"""What one container of a site is given, and what it is denied."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_docker as docker

from infra.components.swarm import RESTART, SITE_GRACE, healthcheck
from infra.plan import names
from infra.plan.services import WebService

MEBIBYTE = 1024**2
SCRATCH = 16 * MEBIBYTE  # it counts as the container's memory
OPEN_TO_ALL = 0o777  # no sticky bit: it would not read back
READABLE = 0o444


def task(
    service: WebService,
    image: pulumi.Input[str],
    network_id: pulumi.Input[str],
    secrets: Mapping[str, docker.Secret],
    program: str,
) -> docker.ServiceTaskSpecArgs:
    """``program`` asks for its health inside the container; ``secrets``: its files, by name."""
    return docker.ServiceTaskSpecArgs(
        container_spec=docker.ServiceTaskSpecContainerSpecArgs(
            image=image,
            labels=[
                docker.ServiceTaskSpecContainerSpecLabelArgs(
                    label=names.EGRESS_LABEL, value=service.egress_label
                )
            ],
            init=True,
            read_only=True,
            cap_drops=["ALL"],
            env=service.environment or None,
            healthcheck=healthcheck(
                f"http://127.0.0.1:{service.port}{service.health}", program, host=service.host
            ),
            mounts=[*(_scratch(folder) for folder in service.memory_folders), *_kept(service)],
            secrets=[_file(name, one) for name, one in secrets.items()] or None,
            stop_grace_period=SITE_GRACE,
        ),
        networks_advanceds=[docker.ServiceTaskSpecNetworksAdvancedArgs(id=network_id)],
        placement=_placement(service),
        resources=docker.ServiceTaskSpecResourcesArgs(
            limits=docker.ServiceTaskSpecResourcesLimitsArgs(memory_bytes=service.memory)
        ),
        log_driver=docker.ServiceTaskSpecLogDriverArgs(name="local", options={"max-size": "10m"}),
        restart_policy=RESTART,
    )


def _placement(service: WebService) -> docker.ServiceTaskSpecPlacementArgs:
    """Files stand on one server, and their site nowhere else: elsewhere it would come up empty."""
    if service.volume:
        return docker.ServiceTaskSpecPlacementArgs(constraints=[f"node.hostname=={service.volume_server}"])
    return docker.ServiceTaskSpecPlacementArgs(prefs=["spread=node.id"])


def _scratch(folder: str) -> docker.ServiceTaskSpecContainerSpecMountArgs:
    options = docker.ServiceTaskSpecContainerSpecMountTmpfsOptionsArgs(mode=OPEN_TO_ALL, size_bytes=SCRATCH)
    return docker.ServiceTaskSpecContainerSpecMountArgs(type="tmpfs", target=folder, tmpfs_options=options)


def _kept(service: WebService) -> list[docker.ServiceTaskSpecContainerSpecMountArgs]:
    if not service.volume:
        return []
    return [
        docker.ServiceTaskSpecContainerSpecMountArgs(
            type="volume", source=service.volume_name, target=service.volume
        )
    ]


def _file(name: str, secret: docker.Secret) -> docker.ServiceTaskSpecContainerSpecSecretArgs:
    return docker.ServiceTaskSpecContainerSpecSecretArgs(
        secret_id=secret.id, secret_name=secret.name, file_name=f"/run/secrets/{name}", file_mode=READABLE
    )
