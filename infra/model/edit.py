"""Changes one fact in a declaration's file and leaves every other character as its author wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from infra.errors import KominfoError, Problem


def record_host_keys(file: Path, fingerprints: Mapping[str, str]) -> None:
    """Write ``host_key`` of each named server into ``datacenter.yaml``, atomically.

    A server's mapping may be written in braces or as a block; KominfoError when one cannot be found.
    """
    text = file.read_text(encoding="utf-8")
    for name, fingerprint in fingerprints.items():
        text = _with_host_key(file, text, name, fingerprint)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


def _with_host_key(file: Path, text: str, name: str, fingerprint: str) -> str:
    server = _child(_child(yaml.compose(text), "servers"), name)
    if not isinstance(server, yaml.MappingNode) or not server.value:
        raise KominfoError(Problem(str(file), f"servers.{name}", "there is no such server"))
    present = _child(server, "host_key")
    if present is not None:
        return text[: present.start_mark.index] + fingerprint + text[present.end_mark.index :]
    first = server.value[0][0].start_mark
    separator = ", " if server.flow_style else "\n" + " " * first.column
    return f"{text[: first.index]}host_key: {fingerprint}{separator}{text[first.index :]}"


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
