"""The daily loop over a city's parts: up, preview, drift, destroy."""

from infra.deploy.loop import PartResult, destroy, drift, preview, undeclared, up
from infra.deploy.rescue import rescue
from infra.deploy.rollback import Release, pin, releases
from infra.deploy.servers import forget
from infra.deploy.session import Session, open_session

__all__ = [
    "PartResult",
    "Release",
    "Session",
    "destroy",
    "drift",
    "forget",
    "open_session",
    "pin",
    "preview",
    "releases",
    "rescue",
    "undeclared",
    "up",
]
