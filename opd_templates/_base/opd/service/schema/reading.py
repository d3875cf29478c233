"""Bytes of a YAML file -> plain data with the place of every key and value.

Only mappings, lists and plain values are built; there is no constructor, so no tag can run anything. What YAML 1.1
would silently change (`no`, `010`, `1:30`) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from opd.service.schema.faults import Fault, Path, path_text, shown

LARGEST = 256 * 1024  # bytes
DEEPEST = 16  # levels; a schema has 6
MOST_VALUES = 20_000  # after aliases are written out

Mark = tuple[int, int]  # line and column, from 1
_TAG = "tag:yaml.org,2002:"
_MEANT = {"bool": r"true|false", "int": r"0|-?[1-9][0-9]{0,17}", "float": r"-?[0-9]{1,12}\.[0-9]{1,12}"}


@dataclass(frozen=True, slots=True)
class Document:
    """``data`` is None when the file cannot be read at all; ``faults`` are those of the YAML itself."""

    file: str
    data: Any = None
    keys: Mapping[Path, Mark] = field(default_factory=dict)
    values: Mapping[Path, Mark] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    unsure: frozenset[Path] = frozenset()
    """Paths of values that may not be what was meant."""

    def mark(self, path: Path, *, key: bool = False) -> Mark:
        """Of the value at ``path`` (or its key), else of the nearest thing around it."""
        marks = (self.keys, self.values) if key else (self.values, self.keys)
        for length in range(len(path), -1, -1):
            for known in marks:
                if found := known.get(path[:length]):
                    return found
        return (1, 1)

    def fault(
        self, path: Path, fault: str, reason: str = "", remedy: str = "", *, key: bool = False
    ) -> Fault:
        line, column = self.mark(path, key=key)
        return Fault(f"{self.file}:{line}:{column}", path_text(path), fault, reason, remedy)


class _Unreadable(Exception):  # noqa: N818  # no error of ours: it carries the one fault that ends the reading
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.fault)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Path, Mark] = {}
        self.values: dict[Path, Mark] = {}
        self.faults: list[Fault] = []
        self.unsure: set[Path] = set()
        self.count = 0

    def fault(self, node: Node, path: Path, fault: str, reason: str = "", remedy: str = "") -> Fault:
        line, column = _mark(node)
        found = Fault(f"{self.file}:{line}:{column}", path_text(path), fault, reason, remedy)
        self.faults.append(found)
        return found

    def build(self, node: Node, path: Path) -> Any:
        self.count += 1
        if self.count > MOST_VALUES:
            raise _Unreadable(self.fault(node, (), f"its aliases unfold to more than {MOST_VALUES} values"))
        if len(path) > DEEPEST:
            raise _Unreadable(self.fault(node, path[:4], f"it nests deeper than {DEEPEST} levels"))
        self.values[path] = _mark(node)
        if isinstance(node, ScalarNode):
            return self.scalar(node, path)
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        self.expect(node, path, "seq")
        return [self.build(item, (*path, number)) for number, item in enumerate(node.value)]

    def expect(self, node: Node, path: Path, tag: str) -> None:
        if node.tag != _TAG + tag:
            name = shown(node.tag.replace(_TAG, "!!"))
            self.unsure.add(path)
            self.fault(node, path, f"the tag {name} is not allowed", "", "Write the plain value.")

    def scalar(self, node: ScalarNode, path: Path) -> Any:
        text, tag = str(node.value), node.tag.removeprefix(_TAG)
        if tag in ("str", "timestamp"):
            return text
        if tag == "null" and text in ("", "~", "null"):
            return None
        if tag in _MEANT and not node.style:
            if not re.fullmatch(_MEANT[tag], text):
                remedy = f"If text is meant write '{text[:40]}'; else true, false or a decimal number."
                self.fault(node, path, f"{shown(text)} does not mean what it says in YAML", "", remedy)
                return text
            return text == "true" if tag == "bool" else int(text) if tag == "int" else float(text)
        self.expect(node, path, "str")
        return text

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        self.expect(node, path, "map")
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.key(key_node, path)
            if key in built:
                line, column = self.keys[(*path, key)]
                reason = f"It stands already at line {line}, column {column}; one of the two would be lost."
                self.unsure.add((*path, key))
                self.fault(key_node, (*path, key), f"duplicate key {shown(key)}", reason, "Keep one.")
                continue
            self.keys[(*path, key)] = _mark(key_node)
            built[key] = self.build(value_node, (*path, key))
        return built

    def key(self, node: Node, path: Path) -> str:
        if not isinstance(node, ScalarNode):
            remedy = "Write a plain word before `:`. Text that begins with `{` needs quotes."
            raise _Unreadable(self.fault(node, path, "a key is a list or a mapping", "", remedy))
        if node.tag not in (_TAG + "str", _TAG + "timestamp"):
            self.fault(
                node, path, f"the key {shown(node.value)} is not text", "", f"Write '{node.value[:40]}'."
            )
        return str(node.value)


def _mark(node: Node) -> Mark:
    return (node.start_mark.line + 1, node.start_mark.column + 1)


def _compose(file: str, content: bytes) -> Node:
    if len(content) > LARGEST:
        raise _Unreadable(Fault(file, "", f"the file is larger than {LARGEST // 1024} KiB"))
    try:
        node = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Unreadable(
            Fault(f"{file}:{line}:1", "", "the file is not UTF-8", "", "Save it as UTF-8.")
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        said = ": ".join(part for part in (error.context, error.problem) if part)
        remedy = "Look at that line and the one above it."
        raise _Unreadable(
            Fault(place, "", "this is not YAML that can be read", f"{said[:200]}.", remedy)
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _Unreadable(
            Fault(file, "", "this is not YAML that can be read", type(error).__name__)
        ) from error
    if node is None:
        raise _Unreadable(Fault(file, "", "the file is empty", "", "Begin with one of the examples."))
    return node


def read(content: bytes, file: str) -> Document:
    """Any bytes -> a Document; never raises. ``file`` is how messages name it."""
    builder = _Builder(file)
    try:
        data = builder.build(_compose(file, content), ())
    except _Unreadable as stop:
        return Document(file, faults=(stop.fault,))
    faults, unsure = tuple(builder.faults), frozenset(builder.unsure)
    return Document(file, data, builder.keys, builder.values, faults, unsure)
