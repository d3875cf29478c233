"""What is the same for everything in the swarm: the way to a daemon, rollouts, health checks, restarts."""

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


def update_config(order: str, delay: str) -> docker.ServiceUpdateConfigArgs:
    """One task at a time, rolled back at the first failure; the monitor outlasts a health check's start."""
    return docker.ServiceUpdateConfigArgs(
        parallelism=1,
        delay=delay,
        monitor="15s",
        max_failure_ratio="0.0",
        failure_action="rollback",
        order=order,
    )


def rollback_config(order: str, parallelism: int) -> docker.ServiceRollbackConfigArgs:
    """``parallelism`` 0: all at once."""
    return docker.ServiceRollbackConfigArgs(
        parallelism=parallelism,
        delay="0s",
        monitor="5s",
        max_failure_ratio="0.0",
        failure_action="pause",
        order=order,
    )


def healthcheck(url: str, program: str, host: str = "") -> docker.ServiceTaskSpecContainerSpecHealthcheckArgs:
    """``url`` as asked from inside the container, of ``host``, by busybox at ``program``.

    Each question costs its server some 60 ms of a core, and a server that starts a hundred containers at once
    answers late: so they are few, and patient. The edge asks more often, and takes a site's container out at
    once. How often a starting container is asked only its image can say (``dockerfile.STARTING``): the docker
    plugin's schema has no word for it.
    """
    named = ["--header", f"Host: {host}"] if host else []
    return docker.ServiceTaskSpecContainerSpecHealthcheckArgs(
        tests=["CMD", program, "wget", "-q", "-O", "/dev/null", *named, url],
        interval="10s",
        timeout="5s",
        retries=3,
        start_period="15s",
    )


# What is stopped may finish what it was asked: a site outlasts the edge's `timeout server` (60 s),
# an edge its worker's `hard-stop-after` (65 s).
SITE_GRACE = "65s"
EDGE_GRACE = "70s"
RESTART = docker.ServiceTaskSpecRestartPolicyArgs(condition="any", delay="1s", max_attempts=0, window="5s")
