"""Decisions from fields alone: what inputs mean, whether they differ from what is, what an import reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from infra.providers.docker.durations import nanoseconds
from infra.providers.docker.fields import TYPES, Field, Fields, Kind
from infra.providers.framework import UNKNOWN, Diff, Failure, Properties

_MANY = (Kind.BLOCKS, Kind.BLOCK_SET)


def completed(fields: Fields, inputs: Properties) -> Properties:
    """The inputs with defaults filled in, at every depth; what else is left out stays out."""
    result = {name: value for name, value in inputs.items() if value is not None}
    for name, field in fields.items():
        value = result.get(name)
        if value is None and field.default is not None:
            result[name] = field.default
        elif field.kind is Kind.BLOCK and isinstance(value, dict):
            result[name] = completed(field.fields, value)
        elif field.kind in _MANY and isinstance(value, list):
            result[name] = [
                completed(field.fields, item) if isinstance(item, dict) else item for item in value
            ]
    return result


def faults(fields: Fields, inputs: Properties, path: str = "") -> list[Failure]:
    """Everything wrong with the inputs: unknown names, missing ones, wrong types, wrong words."""
    found = [
        Failure(f"{path}{name}", "no such property")
        for name in inputs
        if name not in fields or fields[name].output_only
    ]
    for name, field in fields.items():
        value = inputs.get(name)
        if value is None:
            if field.required:
                found.append(Failure(f"{path}{name}", "is required"))
        elif value is not UNKNOWN:
            found += _value_faults(field, value, f"{path}{name}")
    return found


def _value_faults(field: Field, value: Any, path: str) -> list[Failure]:
    right = isinstance(value, TYPES[field.kind]) and not (
        field.kind is Kind.WHOLE and isinstance(value, bool)
    )
    if not right:
        return [Failure(path, f"must be a {field.kind.value}, not {type(value).__name__}")]
    if field.choices and value not in field.choices:
        return [Failure(path, f"must be one of {', '.join(field.choices)}, not {value!r}")]
    if field.kind is Kind.DURATION:
        try:
            nanoseconds(value)
        except ValueError as error:
            return [Failure(path, str(error))]
    if field.kind is Kind.BLOCK:
        return faults(field.fields, value, f"{path}.")
    if field.kind in _MANY:
        found: list[Failure] = []
        for place, item in enumerate(value):
            if isinstance(item, dict):
                found += faults(field.fields, item, f"{path}[{place}].")
        return found
    return []


def wanted(fields: Fields, inputs: Properties) -> Properties:
    """The outputs these inputs ask for. What the daemon may decide and the program left out is absent."""
    result: Properties = {}
    for name, field in fields.items():
        value = inputs.get(name)
        if value is None and field.default is None and (field.computed or field.output_only):
            continue
        result[name] = _wanted_value(field, field.default if value is None else value)
    return result


def _wanted_value(field: Field, value: Any) -> Any:
    if value is None:
        return field.zero
    if field.kind is Kind.BLOCK and isinstance(value, dict):
        return wanted(field.fields, value)
    if field.kind in _MANY and isinstance(value, list):
        return [wanted(field.fields, item) if isinstance(item, dict) else item for item in value]
    return value


def predicted(fields: Fields, inputs: Properties, state: Properties | None) -> Properties:
    """The outputs a preview can tell: what is asked for, the present value of the rest, else unknown."""
    asked = wanted(fields, inputs)
    present = state or {}
    return {name: asked.get(name, present.get(name, UNKNOWN)) for name in fields}


def differences(
    fields: Fields, inputs: Properties, state: Properties, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Each property that differs, as (path, whether that replaces the object). Sets have no inner paths."""
    asked = wanted(fields, inputs)
    for name, value in asked.items():
        field, present = fields[name], state.get(name)
        here = (*path, name)
        if field.kind is Kind.BLOCK and isinstance(value, dict) and isinstance(present, dict):
            yield from differences(field.fields, inputs.get(name) or {}, present, here)
        elif not same(field, value, present):
            yield here, field.replace


def same(field: Field, asked: Any, present: Any) -> bool:
    """Whether what is asked for is what is there; an absent property of ``asked`` may be anything."""
    if asked is UNKNOWN:
        return False
    if present is None:
        present = field.zero
    if asked is None or present is None:
        return asked is None and present is None
    if field.kind is Kind.DURATION:
        return nanoseconds(asked) == nanoseconds(present)
    if field.kind is Kind.RATIO:
        return float(asked or 0) == float(present or 0)
    if field.kind is Kind.BLOCK:
        return _same_block(field.fields, asked, present)
    if field.kind is Kind.BLOCKS:
        pairs = zip(asked, present, strict=False)
        return len(asked) == len(present) and all(_same_block(field.fields, *pair) for pair in pairs)
    if field.kind is Kind.BLOCK_SET:
        return _same_set(field.fields, asked, present)
    if field.kind is Kind.TEXT_SET:
        return sorted(map(str, asked)) == sorted(map(str, present))
    return bool(asked == present)


def _same_block(fields: Fields, asked: Any, present: Any) -> bool:
    if not isinstance(asked, Mapping) or not isinstance(present, Mapping):
        return False
    return all(same(fields[name], value, present.get(name)) for name, value in asked.items())


def _same_set(fields: Fields, asked: list[Any], present: list[Any]) -> bool:
    left = list(present)
    for item in asked:
        match = next((other for other in left if _same_block(fields, item, other)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def decide(fields: Fields, state: Properties, inputs: Properties) -> Diff:
    """The engine's answer: top-level names to replace for and to update in place.

    An object keeps its name while it is replaced, so the old one must go first: Docker's names are unique.
    """
    replace: dict[str, None] = {}
    update: dict[str, None] = {}
    for path, replaces in differences(fields, inputs, state):
        (replace if replaces else update)[path[0]] = None
    return Diff.of(
        replace=list(replace),
        update=[name for name in update if name not in replace],
        delete_before_replace=bool(replace) and state.get("name") == inputs.get("name"),
    )


def imported(fields: Fields, outputs: Properties) -> Properties:
    """Inputs for an object nobody declared: its outputs without what is default or only an output."""
    result: Properties = {}
    for name, field in fields.items():
        value = outputs.get(name)
        if value is None or field.output_only or value == field.zero:
            continue
        if field.kind is Kind.BLOCK:
            if inner := imported(field.fields, value):
                result[name] = inner
        elif field.kind in _MANY:
            result[name] = [imported(field.fields, item) for item in value]
        else:
            result[name] = value
    return result
