"""What all our resources share, as a Pulumi program sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

Text = pulumi.Input[str]
Number = pulumi.Input[int]
Connection = Mapping[str, Any]
"""``address``, ``port``, ``user``, and ``hostKey`` where a fingerprint is declared."""


class OurResource(pulumi.CustomResource):
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
