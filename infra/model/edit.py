"""Changes one fact in a declaration's file and leaves every other character as its author wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import yaml

from infra.errors import KominfoError, Problem
from infra.model.opd import Pin


def record_host_keys(file: Path, fingerprints: Mapping[str, str]) -> None:
    """Write ``host_key`` of each named server into ``datacenter.yaml``, atomically.

    A server's mapping may be written in braces or as a block; KominfoError when one cannot be found.
    """
    text = file.read_text(encoding="utf-8")
    for name, fingerprint in fingerprints.items():
        server = _child(_child(yaml.compose(text), "servers"), name)
        text = _with(text, _mapping(file, f"servers.{name}", server), "host_key", fingerprint)
    _put(file, text)


def record_pins(file: Path, pins: Mapping[str, Pin]) -> None:
    """Write ``pin`` of each site, named by its label, into an OPD's file, atomically; errors as above."""
    text = file.read_text(encoding="utf-8")
    for label, pin in pins.items():
        sites = _child(yaml.compose(text), "sites")
        listed = sites.value if isinstance(sites, yaml.SequenceNode) else []
        found = next((site for site in listed if _plain(_child(site, "label")) == label), None)
        # JSON is YAML: quoted whatever the note holds, in one line.
        text = _with(text, _mapping(file, f"sites.{label}", found), "pin", json.dumps(pin.model_dump()))
    _put(file, text)


def _put(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


def _mapping(file: Path, path: str, node: yaml.Node | None) -> yaml.MappingNode:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise KominfoError(Problem(str(file), path, "there is no such entry"))
    return node


def _with(text: str, mapping: yaml.MappingNode, key: str, value: str) -> str:
    """``text`` with ``key: value`` in ``mapping``: in place of the former value, else as its first key."""
    present = _child(mapping, key)
    if present is not None:
        end = present.end_mark.index
        kept = text[present.start_mark.index : end]
        return text[: present.start_mark.index] + value + kept[len(kept.rstrip()) :] + text[end:]
    first = mapping.value[0][0].start_mark
    separator = ", " if mapping.flow_style else "\n" + " " * first.column
    return f"{text[: first.index]}{key}: {value}{separator}{text[first.index :]}"


def _plain(node: yaml.Node | None) -> str | None:
    return node.value if isinstance(node, yaml.ScalarNode) else None


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
