"""An app's database: made before the app, brought up to each release before that serves."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_docker as docker

from infra.components.access import Access
from infra.components.component import Component
from infra.components.upstream import Upstream
from infra.model.database import CA_FILE, URL_FILE
from infra.plan import names
from infra.plan.databases import Database as Plan
from infra.plan.services import WebService
from infra.providers.kominfo import sdk

PASSWORD_LENGTH = 32


class Database(Component):
    """``secrets``: the files that its app is given, by name."""

    secrets: Mapping[str, docker.Secret]

    def __init__(
        self,
        service: WebService,
        plan: Plan,
        part: str,
        access: Access,
        upstream: Upstream,
        swarm: docker.Provider,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(plan.name, opts)
        self._service, self._plan, self._access, self._upstream = service, plan, access, upstream
        self._stack = names.stack_name(access.city, part)
        key = sdk.GeneratedKey(f"key-{plan.name}", kind="password", length=PASSWORD_LENGTH, opts=self.child())
        made = sdk.Database(
            plan.name,
            city=access.city,
            server=plan.server,
            connection=access.connection(plan.server),
            database=plan.name,
            owner=self._stack,
            password=key.value,
            connections=plan.connections,
            opts=self.child(),
        )
        url = key.value.apply(lambda password: _url(plan, password))
        self.secrets = {
            URL_FILE: self._secret(URL_FILE, url, swarm, made),
            CA_FILE: self._secret(CA_FILE, upstream.registry_ca, swarm, made),
        }
        self.register_outputs({})

    def _secret(
        self, file: str, content: pulumi.Output[str], swarm: docker.Provider, made: sdk.Database
    ) -> docker.Secret:
        """Another content has another name, and so it is another secret: the app moves to it."""
        name = f"{self._service.name}-{file}".replace("_", "-")
        version = pulumi.Output.unsecret(content.apply(_version))
        return docker.Secret(
            name,
            name=pulumi.Output.concat(name, "-", version),
            data=content.apply(lambda text: base64.b64encode(text.encode()).decode()),
            labels=[docker.SecretLabelArgs(label=names.STACK_LABEL, value=self._stack)],
            opts=self.child(provider=swarm, depends_on=[made]),
        )

    def migrated(
        self,
        image: pulumi.Output[str],
        secrets: Mapping[str, docker.Secret],
        kept: Sequence[pulumi.Resource],
    ) -> list[pulumi.Resource]:
        """What has to be done before ``image`` may serve; ``secrets`` are all that the app is given.

        ``kept``: its volume, which the migration has too where several may write it.
        """
        service, access = self._service, self._access
        if not self._plan.migrate:
            return []
        return [
            sdk.Migration(
                f"{service.name}-migration",
                city=access.city,
                stack=self._stack,
                service=service.name,
                host=access.docker_host(access.manager),
                ssh_options=access.ssh_options(access.manager),
                registry={
                    "address": access.registry,
                    "user": access.registry_user,
                    "password": self._upstream.registry_password,
                },
                image=image,
                command=list(self._plan.migrate),
                environment=service.environment,
                secrets=[{"id": one.id, "name": one.name, "file": name} for name, one in secrets.items()],
                networks=[self._upstream.edge_network],
                egress=service.egress_label,
                memory=service.memory,
                scratch=service.memory_folders,
                volume=service.shared_volume,
                opts=self.child(depends_on=kept),
            )
        ]


def _url(plan: Plan, password: str) -> str:
    """As libpq has it; the server proves itself by the platform's own CA."""
    where = f"{plan.address}:{names.DATABASE_PORT}/{plan.name}"
    return (
        f"postgresql://{plan.name}:{password}@{where}?sslmode=verify-full&sslrootcert=/run/secrets/{CA_FILE}"
    )


def _version(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:12]
