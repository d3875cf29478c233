"""Plain Python values on our side, Pulumi's property values on the wire.

Resources see dicts, lists, strings, whole numbers as ``int``, and ``UNKNOWN`` for what a preview cannot know
yet. What was secret is remembered apart, as paths, and put back on the way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi.provider.experimental.property_value import Computed, PropertyValue
from pulumi.runtime import rpc

# Keys other plugins and the engine keep in inputs and state for themselves; never ours to read or to need.
FOREIGN_KEYS: Final = frozenset(
    {"__meta", "__pulumi_raw_state_delta", "__defaults", "__inputs", "__internal", "__provider"}
)

Path = tuple[str, ...]


class Unknown:
    """The one value a preview uses for what is not known yet; falsy, equal only to itself."""

    _only: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, memo: object) -> Unknown:
        return self


UNKNOWN: Final = Unknown()


def has_unknown(value: Any) -> bool:
    """Whether ``UNKNOWN`` is anywhere inside ``value``."""
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN


def plain(value: PropertyValue) -> Any:
    """The plain value, secrets opened, foreign keys dropped at every depth."""
    inner = value.value
    if inner is None or isinstance(inner, bool):
        return inner
    if isinstance(inner, float):
        return int(inner) if inner.is_integer() else inner
    if isinstance(inner, str):
        return UNKNOWN if inner == rpc.UNKNOWN else inner
    if isinstance(inner, Computed):
        return UNKNOWN
    if isinstance(inner, Mapping):
        return plain_map(inner)
    if isinstance(inner, (list, tuple)):
        return [plain(item) for item in inner]
    raise TypeError(
        f"a {type(inner).__name__} cannot be a property here: use text, numbers, lists or objects"
    )


def plain_map(values: Mapping[str, PropertyValue]) -> dict[str, Any]:
    return {key: plain(item) for key, item in values.items() if key not in FOREIGN_KEYS}


def secret_paths(values: Mapping[str, PropertyValue]) -> frozenset[Path]:
    """Where secrets are. A path ends at the first list: lists get reordered, so the whole list is secret."""
    found: set[Path] = set()

    def walk(value: PropertyValue, path: Path) -> None:
        if value.is_secret:
            found.add(path)
        elif isinstance(value.value, Mapping):
            for key, item in value.value.items():
                if key not in FOREIGN_KEYS:
                    walk(item, (*path, key))
        elif isinstance(value.value, (list, tuple)) and any(item.contains_secret() for item in value.value):
            found.add(path)

    for key, item in values.items():
        if key not in FOREIGN_KEYS:
            walk(item, (key,))
    return frozenset(found)


def wire(value: Any, secrets: Iterable[Path] = ()) -> PropertyValue:
    """The property value of a plain one; ``secrets`` are paths relative to it (``()`` = itself)."""
    paths = frozenset(secrets)
    return PropertyValue(_bare(value, paths), is_secret=() in paths)


def _bare(value: Any, paths: frozenset[Path]) -> Any:
    if value is UNKNOWN:
        return rpc.UNKNOWN
    if value is None or isinstance(value, (bool, float, str)):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, Mapping):
        return {
            key: wire(item, {path[1:] for path in paths if path and path[0] == key})
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [wire(item) for item in value]
    raise TypeError(f"a {type(value).__name__} cannot be a property: {value!r}")


def wire_map(values: Mapping[str, Any], secrets: Iterable[Path] = ()) -> dict[str, PropertyValue]:
    paths = frozenset(secrets)
    return {
        key: wire(item, {path[1:] for path in paths if path and path[0] == key})
        for key, item in values.items()
    }
