"""The package schema, put together from its resources."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from infra.providers.framework.resource import Resource


def package_schema(
    name: str, version: str, resources: Iterable[type[Resource] | Resource], config: dict[str, Any]
) -> str:
    """JSON of a Pulumi package schema; ``config`` maps provider setting -> property schema."""
    return json.dumps(
        {
            "name": name,
            "version": version,
            "config": {"variables": config},
            "provider": {"type": "object", "inputProperties": config},
            "resources": {resource.token: resource.schema for resource in resources},
        },
        sort_keys=True,
    )
