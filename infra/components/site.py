"""One published host of an OPD: its image, its kept files, its database and its service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pulumi
import pulumi_docker as docker

from infra.backends.sources import dockerfile, source_folder
from infra.components.access import Access
from infra.components.component import Component
from infra.components.database import Database
from infra.components.swarm import docker_provider, rollback_config, update_config
from infra.components.task import task
from infra.components.upstream import Upstream
from infra.plan import names
from infra.plan.services import WebService


class Site(Component):
    """Built on the build server, pushed to the registry, run by digest as a Swarm service.

    ``model`` is the site that it is like: nothing is built then. It is exchanged ``after`` others.
    """

    image: pulumi.Output[str]
    """The image that runs: ``repository@sha256:…``."""
    source: Path | None
    """The folder it is built from; none where the image is finished elsewhere."""

    def __init__(
        self,
        service: WebService,
        folder: Path,
        part: str,
        access: Access,
        upstream: Upstream,
        swarm: docker.Provider,
        build: docker.Provider,
        secrets: Mapping[str, docker.Secret],
        model: Site | None = None,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(service.name, opts)
        self._service, self._access, self._upstream = service, access, upstream
        self._stack = names.stack_name(access.city, part)
        source = model.source if model else _source(service, folder)
        self.source = source
        self.image = self._image(source, build, model)
        given = {file: secrets[name] for file, name in service.secret_files.items()}
        before = self._volume()
        if service.database:
            database = Database(service, service.database, part, access, upstream, swarm, self.child())
            given |= database.secrets
            before += database.migrated(self.image, given, before)
        # Kept files cannot be written by two, unless it is said: the old task ends before the new one begins.
        order = "stop-first" if service.volume and not service.volume_shared else "start-first"
        docker.Service(
            service.name,
            name=service.name,
            labels=[docker.ServiceLabelArgs(label=names.STACK_LABEL, value=self._stack)],
            mode=docker.ServiceModeArgs(
                replicated=docker.ServiceModeReplicatedArgs(replicas=service.replicas)
            ),
            endpoint_spec=docker.ServiceEndpointSpecArgs(mode="dnsrr"),
            task_spec=task(
                service, self.image, upstream.edge_network, given, dockerfile.health_program(source)
            ),
            update_config=update_config(order, "1s"),  # the edges look for addresses once a second
            rollback_config=rollback_config(order, 0),
            converge_config=docker.ServiceConvergeConfigArgs(delay="250ms", timeout="180s"),
            opts=self.child(provider=swarm, depends_on=[*before, *after]),
        )
        self.register_outputs({})

    def _image(self, source: Path | None, build: docker.Provider, model: Site | None) -> pulumi.Output[str]:
        service, access, web = self._service, self._access, self._upstream.image_web
        repository = f"{access.registry}/{service.repository}"
        if service.pinned:
            return pulumi.Output.from_input(f"{repository}@{service.pinned}")
        if model:
            return model.image
        recipe = web.apply(
            lambda base: [str(one) for one in dockerfile.dockerfile(source, service.image, base)]
        )
        return docker.Image(
            f"{service.name}-image",
            image_name=f"{repository}:current",
            build=docker.DockerBuildArgs(
                context=recipe[0],
                dockerfile=recipe[1],
                args={"BUILDER": self._upstream.image_builder, "WEB": web, "APP": self._upstream.image_app},
                platform="linux/amd64",
                builder_version=docker.BuilderVersion.BUILDER_V1,
            ),
            registry=docker.RegistryArgs(
                server=access.registry,
                username=access.registry_user,
                password=self._upstream.registry_password,
            ),
            opts=self.child(provider=build),
        ).repo_digest

    def _volume(self) -> list[pulumi.Resource]:
        """What an OPD keeps outlives its declaration: nobody gets it back."""
        service, access = self._service, self._access
        if not service.volume:
            return []
        password = self._upstream.registry_password
        # Named for the server: on another one it is another volume, and `up` speaks of the one that is lost.
        # (Another provider alone is no difference to the engine: seen with 3.250.0.)
        place = f"on-{service.volume_server}"
        server = docker_provider(
            f"{service.name}-{place}",
            access,
            service.volume_server,
            password,
            self.child(),
        )
        return [
            docker.Volume(
                f"{service.volume_name}-{place}",
                name=service.volume_name,
                labels=[docker.VolumeLabelArgs(label=names.STACK_LABEL, value=self._stack)],
                opts=self.child(provider=server, retain_on_delete=True),
            )
        ]


def _source(service: WebService, folder: Path) -> Path | None:
    """The folder to build from; none where an image is finished elsewhere."""
    if service.image:
        return None
    return source_folder(folder, service.source, service.git, service.commit)
