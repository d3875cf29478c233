"""Shorthand for the schema that stands beside each resource."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
ANY: Schema = {"$ref": "pulumi.json#/Any"}
TEXTS: Schema = {"type": "array", "items": TEXT}
ANYS: Schema = {"type": "array", "items": ANY}
OBJECT: Schema = {"type": "object", "additionalProperties": ANY}


def described(kind: Schema, text: str, *, secret: bool = False) -> Schema:
    return {**kind, "description": text, **({"secret": True} if secret else {})}


CITY = described(TEXT, "The city; its key and known hosts are found in the home.")
SERVER = described(TEXT, "The server's name.")
CONNECTION = described(OBJECT, "address, port, user, and hostKey where a fingerprint is declared.")


def resource_schema(
    text: str, inputs: dict[str, Schema], outputs: dict[str, Schema], optional: tuple[str, ...] = ()
) -> Schema:
    """Pulumi's schema of a resource whose outputs are its inputs and ``outputs``."""
    required = [name for name in inputs if name not in optional]
    return {
        "description": text,
        "inputProperties": inputs,
        "requiredInputs": required,
        "properties": {**inputs, **outputs},
        "required": [*required, *outputs],
    }
