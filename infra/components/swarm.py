"""The `docker` providers: one speaking to a manager (services), one to the build server (images)."""

from __future__ import annotations

import pulumi
import pulumi_docker as docker

from infra.components.access import Access


def docker_provider(
    name: str, access: Access, server: str, password: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> docker.Provider:
    """A provider for ``server``'s daemon, reached over SSH as the platform's user."""
    return docker.Provider(
        name,
        host=access.docker_host(server),
        ssh_opts=access.ssh_options(server),
        registry_auth=[
            docker.ProviderRegistryAuthArgs(
                address=access.registry,
                username=access.registry_user,
                password=pulumi.Output.secret(password),
            )
        ],
        opts=opts,
    )
