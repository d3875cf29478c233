"""A part's record sets, published to the primary in one transaction."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from infra.components.access import Access
from infra.plan import names
from infra.plan.dns import ALGORITHM, RecordSet
from infra.providers.kominfo import sdk


def records(
    name: str,
    part: str,
    wanted: Iterable[RecordSet],
    access: Access,
    update_secret: pulumi.Input[str],
    *,
    exclusive: bool,
    opts: pulumi.ResourceOptions,
) -> sdk.RecordSet:
    """Publish ``wanted`` for ``part``; ``exclusive`` also watches for records that belong to no part."""
    (primary,) = access.plan.holding("dns-primary")
    return sdk.RecordSet(
        name,
        city=access.city,
        server=str(primary.address),
        port=53,
        domain=access.plan.domain,
        part=part,
        key={
            "name": names.UPDATE_KEY,
            "algorithm": ALGORITHM,
            "secret": pulumi.Output.secret(update_secret),
        },
        records=[
            {"name": item.name, "type": item.type, "ttl": item.ttl, "values": list(item.values)}
            for item in wanted
        ],
        exclusive=exclusive,
        opts=opts,
    )
