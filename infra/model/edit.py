"""Changes one fact in a declaration's file and leaves every other character as its author wrote it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from infra.errors import KominfoError, Problem
from infra.model.dns import Record
from infra.model.opd import Pin
from infra.model.writing import block

DECLARATION = "datacenter.yaml"


def record_host_keys(file: Path, fingerprints: Mapping[str, str]) -> None:
    """Write ``host_key`` of each named server into ``datacenter.yaml``, atomically.

    A server's mapping may be written in braces or as a block; KominfoError when one cannot be found.
    """
    text = file.read_text(encoding="utf-8")
    for name, fingerprint in fingerprints.items():
        server = _child(_child(yaml.compose(text), "servers"), name)
        text = _with(text, _mapping(file, f"servers.{name}", server), "host_key", fingerprint)
    put(file, text)


def with_server(text: str, name: str, fields: Mapping[str, Any]) -> str:
    """``text`` of a ``datacenter.yaml`` with one more server, the last, in the style of the one before it."""
    servers = _mapping(DECLARATION, "servers", _child(yaml.compose(text), "servers"))
    key, before = servers.value[-1]
    end = _end(before)
    if servers.flow_style:
        return f"{text[:end]}, {_flow(name)}: {_flow(fields)}{text[end:]}"
    indent = " " * key.start_mark.column
    if isinstance(before, yaml.MappingNode) and before.flow_style:
        lines = [f"{indent}{_flow(name)}: {_flow(fields)}"]
    else:
        own = [f"{indent}  {key}: {_flow(value)}" for key, value in fields.items()]
        lines = [f"{indent}{_flow(name)}:", *own]
    line_end = _line_end(text, end)
    return text[:line_end].rstrip("\n") + "\n" + "\n".join(lines) + "\n" + text[line_end:]


def without_server(text: str, name: str) -> str:
    """``text`` of a ``datacenter.yaml`` without the server; KominfoError when there is none."""
    return _without(text, _mapping(DECLARATION, "servers", _child(yaml.compose(text), "servers")), name)


def with_new_machine(text: str, name: str, changed: Mapping[str, Any]) -> str:
    """``text`` with the ``changed`` facts of the server; the former machine's host key goes in any case."""
    for key, value in {"host_key": None, **changed}.items():
        servers = _child(yaml.compose(text), "servers")
        server = _mapping(DECLARATION, f"servers.{name}", _child(servers, name))
        if value is not None:
            text = _with(text, server, key, _flow(value))
        elif _child(server, key):
            text = _without(text, server, key)
    return text


def record_pins(file: Path, pins: Mapping[str, Pin]) -> None:
    """Write ``pin`` of each site, named by its label, into an OPD's file, atomically; errors as above."""
    text = file.read_text(encoding="utf-8")
    for label, pin in pins.items():
        sites = _child(yaml.compose(text), "sites")
        listed = sites.value if isinstance(sites, yaml.SequenceNode) else []
        found = next((site for site in listed if _labelled(site) == label), None)
        # JSON is YAML: quoted whatever the note holds, in one line.
        text = _with(text, _mapping(file, f"sites.{label}", found), "pin", json.dumps(pin.model_dump()))
    put(file, text)


def _labelled(site: yaml.Node) -> str | None:
    """Of an entry with `for_each` the pilot's label: what is built is built for that one."""
    rows = _child(site, "for_each")
    pilot = rows.value[0] if isinstance(rows, yaml.SequenceNode) and rows.value else site
    return _plain(_child(pilot, "label"))


def with_site(text: str, site: Mapping[str, Any]) -> str:
    """The text of an OPD's file with one more site, the last; KominfoError when there is no list of them."""
    sites = _child(yaml.compose(text), "sites")
    if not isinstance(sites, yaml.SequenceNode) or not sites.value:
        raise KominfoError(Problem("", "sites", "there is no such list"))
    if sites.flow_style:
        end = _end(sites.value[-1])
        return f"{text[:end]}, {_flow(dict(site))}{text[end:]}"
    indent = " " * sites.start_mark.column
    lines = "".join(f"{indent}{line}\n" for line in block([dict(site)]).splitlines())
    return _after(text, _end(sites), lines)


def with_records(text: str, records: Sequence[Record]) -> str:
    """The text of ``datacenter.yaml`` with ``records`` added to ``dns.records``, made if need be."""
    root = yaml.compose(text)
    dns = _child(root, "dns")
    listed = _child(dns, "records")
    if not records:
        return text
    if isinstance(listed, yaml.SequenceNode) and listed.value and not listed.flow_style:
        return _after(text, _end(listed), _lines(records, " " * listed.start_mark.column))
    if isinstance(listed, yaml.SequenceNode) and listed.value:
        start = listed.start_mark.index + 1  # its end may be a comment's
        return f"{text[:start]}{', '.join(map(record_line, records))}, {text[start:]}"
    flow = f"[{', '.join(map(record_line, records))}]"
    if isinstance(dns, yaml.MappingNode) and dns.value:
        return _with(text, dns, "records", flow)
    if isinstance(dns, yaml.MappingNode):
        return f"{text[: dns.start_mark.index]}{{records: {flow}}}{text[dns.end_mark.index :]}"
    if dns is not None:
        raise KominfoError(Problem("datacenter.yaml", "dns", "it is empty", "", "Remove the key `dns`."))
    if isinstance(root, yaml.MappingNode) and not root.flow_style:
        return _after(text, _end(root), f"dns:\n  records:\n{_lines(records, '    ')}")
    raise KominfoError(
        Problem("datacenter.yaml", "", "it is one mapping in braces", "", "Write it in lines.")
    )


def record_line(record: Record) -> str:
    """A record set as one entry of the declaration."""
    told = {"name": record.name, "type": record.type, "ttl": record.ttl, "values": list(record.values)}
    if record.ttl == Record.model_fields["ttl"].default:
        del told["ttl"]
    # One line, whatever its length: a value cut in two by a fold is hard to read and to search for.
    return yaml.safe_dump(told, default_flow_style=True, sort_keys=False, width=sys.maxsize).rstrip("\n")


def _lines(records: Sequence[Record], indent: str) -> str:
    return "".join(f"{indent}- {record_line(record)}\n" for record in records)


def _after(text: str, end: int, lines: str) -> str:
    """``text`` with ``lines`` below the line that ``end`` is in."""
    at = text.find("\n", end)
    return f"{text[: at + 1]}{lines}{text[at + 1 :]}" if at >= 0 else f"{text}\n{lines}"


def _end(node: yaml.Node) -> int:
    """Where its last word ends: a block's own end mark stands after the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def put(file: Path, text: str) -> None:
    """Write ``file`` whole or not at all."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


def _mapping(file: Path | str, path: str, node: yaml.Node | None) -> yaml.MappingNode:
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


def _without(text: str, mapping: yaml.MappingNode, key: str) -> str:
    """``text`` without ``key`` of ``mapping``, its comment in the same line included."""
    places = [at for at, (name, _) in enumerate(mapping.value) if name.value == key]
    if not places:
        raise KominfoError(Problem(DECLARATION, key, "there is no such entry"))
    at = places[0]
    name, value = mapping.value[at]
    start, end = name.start_mark.index, _end(value)
    if not mapping.flow_style:
        begin = text.rindex("\n", 0, start) + 1 if "\n" in text[:start] else 0
        return text[:begin] + text[_line_end(text, end) :]
    if at + 1 < len(mapping.value):
        return text[:start] + text[mapping.value[at + 1][0].start_mark.index :]
    return text[: _end(mapping.value[at - 1][1])] + text[end:] if at else text[:start] + text[end:]


def _line_end(text: str, place: int) -> int:
    """Behind the newline of the line that holds ``place``."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def _flow(value: Any) -> str:
    """``value`` as YAML in one line."""
    said: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=sys.maxsize)
    return said.removesuffix("\n").removesuffix("\n...")


def _plain(node: yaml.Node | None) -> str | None:
    return node.value if isinstance(node, yaml.ScalarNode) else None


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
