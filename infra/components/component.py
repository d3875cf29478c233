"""What every component shares: its type token and how children are attached."""

from __future__ import annotations

import pulumi


class Component(pulumi.ComponentResource):
    """A component of this project; subclasses end their constructor with ``register_outputs``."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(f"kominfo:component:{type(self).__name__}", name, None, opts)

    def child(self, **options: object) -> pulumi.ResourceOptions:
        """Options of a child: parented here, plus ``options`` as ``pulumi.ResourceOptions`` takes them."""
        return pulumi.ResourceOptions(parent=self, **options)  # type: ignore[arg-type]  # passed through
