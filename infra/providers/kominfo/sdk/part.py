"""What an OPD's part alone is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from infra.providers.kominfo.sdk.base import Connection, Number, OurResource, Text


class EdgeRoute(OurResource):
    """One part's hosts on every edge: ``sites`` are routes of services (``infra.plan.services``)."""

    drift: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        part: Text,
        sites: pulumi.Input[Sequence[Mapping[str, Any]]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, {"city": city, "part": part, "sites": sites}, ["drift"], opts)


class Database(OurResource):
    """One app's database on a server that holds them; ``owner`` is the stack that it belongs to."""

    drift: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        server: Text,
        connection: pulumi.Input[Connection],
        database: Text,
        owner: Text,
        password: Text,
        connections: Number,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "server": server,
            "connection": connection,
            "database": database,
            "owner": owner,
            "password": password,
            "connections": connections,
        }
        super().__init__(name, inputs, ["drift"], opts, secret=["password"])


class Migration(OurResource):
    """``command`` in ``image``, run once in the swarm before the release of ``service`` that needs it."""

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        stack: Text,
        service: Text,
        host: Text,
        ssh_options: Sequence[str],
        registry: pulumi.Input[Mapping[str, Any]],
        image: Text,
        command: Sequence[str],
        environment: Mapping[str, str],
        secrets: Sequence[Mapping[str, Any]],
        networks: Sequence[Text],
        egress: Text,
        memory: Number,
        scratch: Sequence[str],
        volume: Mapping[str, str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "stack": stack,
            "service": service,
            "host": host,
            "sshOptions": ssh_options,
            "registry": registry,
            "image": image,
            "command": command,
            "environment": environment,
            "secrets": secrets,
            "networks": networks,
            "egress": egress,
            "memory": memory,
            "scratch": scratch,
            "volume": volume,
        }
        super().__init__(name, inputs, [], opts, secret=["registry"])


class Releases(OurResource):
    """Keeps ``repository@digest`` and the releases before it in the registry that runs on that server."""

    digest: pulumi.Output[str]
    releases: pulumi.Output[list[dict[str, Any]]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        connection: pulumi.Input[Connection],
        registry: Text,
        ca: Text,
        user: Text,
        password: Text,
        repository: Text,
        digest: Text,
        keep: Number,
        held: Sequence[str] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "connection": connection,
            "registry": registry,
            "ca": ca,
            "user": user,
            "password": password,
            "repository": repository,
            "digest": digest,
            "keep": keep,
            **({"held": held} if held else {}),
        }
        super().__init__(name, inputs, ["releases"], opts, secret=["password"])


class Probe(OurResource):
    """Proof that ``sites`` (``host``, and what they run) answer from outside through every edge."""

    drift: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        part: Text,
        sites: pulumi.Input[Sequence[Mapping[str, Any]]],
        name_servers: pulumi.Input[Sequence[str]],
        ca_file: Text,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "part": part,
            "sites": sites,
            "nameServers": name_servers,
            "caFile": ca_file,
        }
        super().__init__(name, inputs, ["drift"], opts)


class Spread(OurResource):
    """The replicas of ``sites`` (``name``, and what they run) stand on more than one server.

    ``managers``: connections with a ``name`` each, in the order to be asked.
    """

    drift: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        part: Text,
        sites: pulumi.Input[Sequence[Mapping[str, Any]]],
        managers: Sequence[Connection],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {"city": city, "part": part, "sites": sites, "managers": managers}
        super().__init__(name, inputs, ["drift"], opts)
