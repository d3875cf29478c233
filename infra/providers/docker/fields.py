"""What a property is: its kind, its default, whether the daemon may fill it in, whether it replaces.

The words follow Terraform's schema, because the official plugin's decisions come from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final


class Kind(Enum):
    TEXT = "text"
    DURATION = "duration"
    RATIO = "ratio"
    WHOLE = "whole"
    FLAG = "flag"
    MAP = "map"
    TEXTS = "texts"
    TEXT_SET = "text set"
    BLOCK = "block"
    BLOCKS = "blocks"
    BLOCK_SET = "block set"


ZERO: Final[Mapping[Kind, Any]] = {
    Kind.TEXT: "",
    Kind.DURATION: "",
    Kind.RATIO: "",
    Kind.WHOLE: 0,
    Kind.FLAG: False,
    Kind.MAP: {},
    Kind.TEXTS: [],
    Kind.TEXT_SET: [],
    Kind.BLOCK: None,
    Kind.BLOCKS: [],
    Kind.BLOCK_SET: [],
}
TYPES: Final[Mapping[Kind, type]] = {
    Kind.TEXT: str,
    Kind.DURATION: str,
    Kind.RATIO: str,
    Kind.WHOLE: int,
    Kind.FLAG: bool,
    Kind.MAP: dict,
    Kind.TEXTS: list,
    Kind.TEXT_SET: list,
    Kind.BLOCK: dict,
    Kind.BLOCKS: list,
    Kind.BLOCK_SET: list,
}


@dataclass(frozen=True, slots=True)
class Field:
    """``computed``: left out of the program, the daemon's value stands. ``replace``: a change replaces."""

    kind: Kind
    inner: Mapping[str, Field] | None = None
    default: Any = None
    required: bool = False
    computed: bool = False
    replace: bool = False
    choices: tuple[str, ...] = ()
    output_only: bool = False

    @property
    def zero(self) -> Any:
        return ZERO[self.kind]

    @property
    def fields(self) -> Mapping[str, Field]:
        return self.inner or {}


Fields = Mapping[str, Field]


def text(**traits: Any) -> Field:
    return Field(Kind.TEXT, **traits)


def time(**traits: Any) -> Field:
    return Field(Kind.DURATION, **traits)


def ratio(**traits: Any) -> Field:
    return Field(Kind.RATIO, **traits)


def whole(**traits: Any) -> Field:
    return Field(Kind.WHOLE, **traits)


def flag(**traits: Any) -> Field:
    return Field(Kind.FLAG, **traits)


def mapping(**traits: Any) -> Field:
    return Field(Kind.MAP, **traits)


def texts(**traits: Any) -> Field:
    return Field(Kind.TEXTS, **traits)


def text_set(**traits: Any) -> Field:
    return Field(Kind.TEXT_SET, **traits)


def block(inner: Fields, **traits: Any) -> Field:
    return Field(Kind.BLOCK, inner, **traits)


def blocks(inner: Fields, **traits: Any) -> Field:
    return Field(Kind.BLOCKS, inner, **traits)


def block_set(inner: Fields, **traits: Any) -> Field:
    return Field(Kind.BLOCK_SET, inner, **traits)


LABEL: Final[Fields] = {"label": text(required=True), "value": text(required=True)}


def labels(**traits: Any) -> Field:
    return block_set(LABEL, **traits)


_JSON: Final[Mapping[Kind, Any]] = {
    Kind.WHOLE: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
    Kind.MAP: {"type": "object", "additionalProperties": {"type": "string"}},
    Kind.TEXTS: {"type": "array", "items": {"type": "string"}},
    Kind.TEXT_SET: {"type": "array", "items": {"type": "string"}},
    Kind.BLOCK: {"$ref": "pulumi.json#/Any"},
    Kind.BLOCKS: {"type": "array", "items": {"$ref": "pulumi.json#/Any"}},
    Kind.BLOCK_SET: {"type": "array", "items": {"$ref": "pulumi.json#/Any"}},
}


def resource_schema(fields: Fields) -> dict[str, Any]:
    """The Pulumi schema of a resource with these top-level properties."""
    properties = {name: _JSON.get(field.kind, {"type": "string"}) for name, field in fields.items()}
    return {
        "properties": properties,
        "inputProperties": {
            name: properties[name] for name, field in fields.items() if not field.output_only
        },
        "requiredInputs": sorted(name for name, field in fields.items() if field.required),
    }
