"""What both the data center and an OPD's part are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from infra.providers.kominfo.sdk.base import Number, OurResource, Text


class RecordSet(OurResource):
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


class GeneratedKey(OurResource):
    """A random secret: ``kind`` is ``password`` (``length`` characters) or ``tsig`` (``length`` bytes)."""

    value: pulumi.Output[str]

    def __init__(
        self, name: str, *, kind: Text, length: Number, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, {"kind": kind, "length": length}, ["value"], opts, secret=["value"])


class PlatformCertificate(OurResource):
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
