"""What the data center alone is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from infra.providers.kominfo.sdk.base import Connection, Number, OurResource, Text


class Server(OurResource):
    """A bare Debian 13 server that lets us in."""

    ready: pulumi.Output[bool]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        server: Text,
        driver: Text,
        address: Text,
        memory: Number,
        port: Number = 22,
        user: Text = "root",
        host_key: Text | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "server": server,
            "driver": driver,
            "address": address,
            "port": port,
            "user": user,
            "hostKey": host_key,
            "memory": memory,
        }
        super().__init__(name, inputs, ["ready"], opts)


class RoleRun(OurResource):
    """One Ansible role on one server. ``outputs`` (secret): what the role gave to set_stats."""

    outputs: pulumi.Output[dict[str, Any]]
    drift: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        server: Text,
        connection: pulumi.Input[Connection],
        layer: Text,
        role: Text,
        source: Text,
        variables: pulumi.Input[Mapping[str, Any]] | None = None,
        secret_variables: pulumi.Input[Mapping[str, Any]] | None = None,
        drain: pulumi.Input[Sequence[Connection]] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "server": server,
            "connection": connection,
            "layer": layer,
            "role": role,
            "variables": {} if variables is None else variables,
            "secretVariables": {} if secret_variables is None else secret_variables,
            "source": source,
            "drain": drain,
        }
        super().__init__(name, inputs, ["outputs", "drift"], opts, secret=["secretVariables", "outputs"])


class Edge(OurResource):
    """A server through which visitors reach every part's sites, at ``addresses``."""

    drift: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        server: Text,
        connection: pulumi.Input[Connection],
        addresses: pulumi.Input[Sequence[str]],
        source: Text,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        place = {"city": city, "server": server, "connection": connection}
        super().__init__(name, {**place, "addresses": addresses, "source": source}, ["drift"], opts)


class EdgeCertificate(OurResource):
    """Proof that the edge at ``addresses`` presents a trusted certificate for ``names``."""

    drift: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        server: Text,
        addresses: pulumi.Input[Sequence[str]],
        names: pulumi.Input[Sequence[str]],
        ca_file: Text,
        source: Text,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "server": server,
            "addresses": addresses,
            "names": names,
            "caFile": ca_file,
            "source": source,
        }
        super().__init__(name, inputs, ["drift"], opts)
