"""What programs may ask, for people who write them: a page made of the API's own OpenAPI, so that it says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

_TYPES = {
    "string": "teks", "integer": "bilangan bulat", "number": "bilangan", "boolean": "true atau false",
    "object": "objek", "array": "daftar", "date": "tanggal (2026-01-31)", "uuid": "id (UUID)",
}  # fmt: skip
COMMON = "Umum"


@dataclass(frozen=True, slots=True)
class Told:
    """A parameter, or a key of what is sent."""

    name: str
    type: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    verb: str
    path: str
    summary: str
    text: str
    parameters: tuple[Told, ...]
    body: tuple[Told, ...]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    from opd.service.api import api  # with its libraries: see opd.service.views.api

    groups: dict[str, list[Operation]] = {}
    for tag, operation in _operations(api.get_openapi_schema()):
        groups.setdefault(tag, []).append(operation)
    return render(request, "layanan/api.html", {"title": "API", "groups": groups})


def _operations(told: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    """With the name of the group each belongs to."""
    known = told["components"]["schemas"]
    for path, verbs in told["paths"].items():
        for verb, one in verbs.items():
            parameters = tuple(
                Told(
                    given["name"],
                    _type(given["schema"], known),
                    given["required"],
                    given["schema"].get("description", ""),
                )
                for given in one["parameters"]
            )
            sent = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            yield (
                one.get("tags", [COMMON])[0],
                Operation(
                    verb.upper(),
                    path,
                    one["summary"],
                    one.get("description", ""),
                    parameters,
                    tuple(_keys(_resolved(sent, known), known)),
                ),
            )


def _keys(shape: dict[str, Any], known: dict[str, Any]) -> Iterator[Told]:
    needed = shape.get("required", [])
    for name, one in shape.get("properties", {}).items():
        yield Told(name, _type(one, known), name in needed, one.get("description", ""))


def _resolved(shape: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = known[shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    return found


def _type(shape: dict[str, Any], known: dict[str, Any]) -> str:
    """In words: `teks`, `daftar teks`, or the values that it may have."""
    shape = _resolved(shape, known)
    if "anyOf" in shape:
        parts = [_type(one, known) for one in shape["anyOf"] if one.get("type") != "null"]
        return " atau ".join(parts)
    if "enum" in shape or "const" in shape:
        return ", ".join(f"{value}" for value in shape.get("enum", [shape.get("const")]))
    word = _TYPES.get(shape.get("format", ""), _TYPES.get(shape.get("type", ""), "apa saja"))
    return f"{word} {_type(shape['items'], known)}" if "items" in shape else word
