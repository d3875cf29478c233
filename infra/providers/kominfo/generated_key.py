"""kominfo:index:GeneratedKey: a secret made once and kept in the state, encrypted."""

from __future__ import annotations

import secrets
from typing import ClassVar

from infra.backends import keys
from infra.providers.framework import UNKNOWN, Failure, Progress, Properties, Reading
from infra.providers.kominfo.fields import NUMBER, TEXT, described, resource_schema
from infra.providers.kominfo.plain import PlainResource


class GeneratedKey(PlainResource):
    """Never changes by itself. It exists nowhere but in the state and where others put it."""

    token = "kominfo:index:GeneratedKey"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"kind", "length"})
    secret_outputs = frozenset({"value"})
    schema: ClassVar = resource_schema(
        "A random secret.",
        {
            "kind": described(TEXT, f"One of {', '.join(keys.KINDS)}."),
            "length": described(NUMBER, "Characters of a password, bytes of a tsig key."),
        },
        {"value": described(TEXT, "The secret.", secret=True)},
    )

    def faults(self, inputs: Properties) -> list[Failure]:
        if inputs["kind"] is UNKNOWN or inputs["length"] is UNKNOWN:
            return []
        try:
            keys.generate(inputs["kind"], inputs["length"])
        except ValueError as error:
            return [Failure("kind" if "kind" in str(error) else "length", str(error))]
        return []

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "value": UNKNOWN}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        value = keys.generate(inputs["kind"], inputs["length"])
        return f"{inputs['kind']}-{secrets.token_hex(4)}", {**inputs, "value": value}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        return Reading(id, inputs, state) if state else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """It is gone with its state."""
