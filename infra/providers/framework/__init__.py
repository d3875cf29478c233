"""All contact with Pulumi's experimental provider API, so that resources need not know it.

Write a ``Resource`` a file, then ``serve("kominfo", "0.1.0", [Resource1(), …], configure)``.
"""

from infra.providers.framework.resource import (
    Configure,
    Diff,
    Failure,
    Progress,
    Properties,
    Reading,
    Resource,
    State,
    UnfinishedError,
)
from infra.providers.framework.server import serve
from infra.providers.framework.values import UNKNOWN, Unknown, has_unknown

__all__ = [
    "UNKNOWN",
    "Configure",
    "Diff",
    "Failure",
    "Progress",
    "Properties",
    "Reading",
    "Resource",
    "State",
    "UnfinishedError",
    "Unknown",
    "has_unknown",
    "serve",
]
