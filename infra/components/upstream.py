"""What an OPD's part needs from the data center, through one door that checks presence and type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.output import UNKNOWN

from infra.errors import KominfoError, Problem

# Output of the data center's stack → the type it must have. The same table exports and checks.
CONTRACT: dict[str, type] = {
    "edge_network": str,
    "registry_password": str,
    "registry_ca": str,
    "update_secret": str,
    "image_web": str,
    "image_builder": str,
    "image_app": str,
}
SECRET = frozenset({"registry_password", "update_secret"})


@dataclass(frozen=True, slots=True)
class Upstream:
    """Outputs of the data center's stack; unknown in a preview made before the data center exists."""

    edge_network: pulumi.Output[str]
    registry_password: pulumi.Output[str]
    registry_ca: pulumi.Output[str]
    update_secret: pulumi.Output[str]
    image_web: pulumi.Output[str]
    image_builder: pulumi.Output[str]
    image_app: pulumi.Output[str]

    @classmethod
    def of(cls, outputs: dict[str, Any] | None, city: str) -> Upstream:
        """Check ``outputs``; ``None`` means there is no data center yet, allowed in a preview alone."""
        if outputs is None:
            return cls._unknown(city)
        faults = [
            name
            for name, kind in CONTRACT.items()
            if not isinstance(outputs.get(name), kind) or not outputs[name]
        ]
        if faults:
            raise KominfoError(
                Problem(
                    f"{city}.datacenter",
                    ", ".join(faults),
                    "the data center does not offer what an OPD's part needs",
                    "its last `up` did not finish, or an older version made it",
                    f"./kominfo up {city} datacenter",
                )
            )
        return cls(
            **{
                name: (pulumi.Output.secret if name in SECRET else pulumi.Output.from_input)(outputs[name])
                for name in CONTRACT
            }
        )

    @classmethod
    def _unknown(cls, city: str) -> Upstream:
        if not pulumi.runtime.is_dry_run():
            raise KominfoError(
                Problem(
                    f"{city}.datacenter",
                    "",
                    "there is no data center yet",
                    "an OPD's site needs its network, registry and name servers",
                    f"./kominfo up {city}",
                )
            )
        pulumi.log.warn("known after the data center is up: network, registry, base images, keys")
        unknown: pulumi.Output[Any] = pulumi.Output.from_input(UNKNOWN)
        return cls(**dict.fromkeys(CONTRACT, unknown))
