"""The plugin's resources as a Pulumi program sees them: typed constructors, outputs as attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

Text = pulumi.Input[str]
Number = pulumi.Input[int]
Connection = Mapping[str, Any]
"""``address``, ``port``, ``user``, and ``hostKey`` where a fingerprint is declared."""


class _Resource(pulumi.CustomResource):
    """``inputs`` and ``outputs`` (names on the wire); ``secret`` ones are encrypted in the state."""

    def __init__(
        self,
        name: str,
        inputs: Mapping[str, Any],
        outputs: Sequence[str],
        opts: pulumi.ResourceOptions | None,
        secret: Sequence[str] = (),
    ) -> None:
        given = {
            key: pulumi.Output.secret(value) if key in secret and value is not None else value
            for key, value in inputs.items()
        }
        super().__init__(
            f"kominfo:index:{type(self).__name__}",
            name,
            {**given, **dict.fromkeys(outputs)},
            pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(additional_secret_outputs=list(secret))
            ),
        )


class Server(_Resource):
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


class RoleRun(_Resource):
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


class RecordSet(_Resource):
    """All DNS records of one part: ``records`` are ``{name, type, ttl, values}``, ``key`` a TSIG key."""

    drift: pulumi.Output[list[str]]
    strangers: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        server: Text,
        domain: Text,
        part: Text,
        key: pulumi.Input[Mapping[str, Any]],
        records: pulumi.Input[Sequence[Mapping[str, Any]]],
        port: Number = 53,
        exclusive: pulumi.Input[bool] = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {
            "city": city,
            "server": server,
            "port": port,
            "domain": domain,
            "part": part,
            "key": key,
            "records": records,
            "exclusive": exclusive,
        }
        super().__init__(name, inputs, ["drift", "strangers"], opts, secret=["key"])


class Edge(_Resource):
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


class EdgeRoute(_Resource):
    """One part's hosts on every edge: ``sites`` are ``{service, host, aliases, replicas, port, health}``."""

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


class Releases(_Resource):
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
        }
        super().__init__(name, inputs, ["releases"], opts, secret=["password"])


class Probe(_Resource):
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


class EdgeCertificate(_Resource):
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


class GeneratedKey(_Resource):
    """A random secret: ``kind`` is ``password`` (``length`` characters) or ``tsig`` (``length`` bytes)."""

    value: pulumi.Output[str]

    def __init__(
        self, name: str, *, kind: Text, length: Number, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, {"kind": kind, "length": length}, ["value"], opts, secret=["value"])


class PlatformCertificate(_Resource):
    """A certificate of the platform's own authority, for DNS names and addresses. All PEM."""

    certificate: pulumi.Output[str]
    key: pulumi.Output[str]
    ca: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        city: Text,
        names: pulumi.Input[Sequence[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name, {"city": city, "names": names}, ["certificate", "key", "ca"], opts, secret=["key"]
        )
