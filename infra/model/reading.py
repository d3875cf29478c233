"""Bytes of a YAML file -> Document, or the reason why not.

Only mappings, lists and plain values are built: there is no constructor, so no tag can ever run anything.
What YAML 1.1 would silently change (`no`, `010`, `1:30`, dates) is refused with the reason, because the next
tool that reads the file may see something else.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import Resolver
from yaml.scanner import Scanner

from infra.errors import Problem
from infra.model.document import Document, Mark, Path, path_text
from infra.model.refusal import shown

LARGEST = 256 * 1024  # bytes; a zone of 2,000 records is about 150 KiB
DEEPEST = 24  # levels; the model has 5
MOST_NODES = 50_000  # after aliases are written out: a few lines can ask for millions


# Where libyaml and PyYAML differ (tabs, `?` in `[]`, tags, block texts, line ends) the stricter one decides.
_DISPUTED = re.compile(r"[^\n\x20-\x7e]|[?!|>]|---")
_TAG = "tag:yaml.org,2002:"
_TRAPS = {
    "bool": (r"true|false", "YAML 1.1 reads it as yes or no."),
    "int": (r"0|-?[1-9][0-9]*", "YAML 1.1 reads it as another number (octal, base 60 or the like)."),
    "float": (r"-?[0-9]+\.[0-9]+", "YAML 1.1 reads it as a special number."),
    "timestamp": (r"(?!)", "YAML 1.1 reads it as a date."),
    "value": (r"(?!)", "YAML 1.1 gives `=` a meaning of its own."),
}


class _Stop(Exception):  # noqa: N818  # not an error of ours: it carries the one Problem that ends the reading
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.fault)


class _Bounded(Composer):
    """Refuses to go deeper than ``DEEPEST``; whoever mixes it in brings the events and sets ``depth``."""

    depth: int

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[attr-defined]  # of whoever mixes it in
            raise yaml.MarkedYAMLError(problem=f"it nests deeper than {DEEPEST} levels", problem_mark=mark)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


class _Nodes(_Bounded, Reader, Scanner, Parser, Resolver):
    """PyYAML up to the node graph, and no further."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        Resolver.__init__(self)
        self.depth = 0


class _QuickNodes(_Bounded, CParser, Resolver):
    """The same over libyaml's events, a good deal quicker."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        Resolver.__init__(self)
        self.depth = 0


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Path, Mark] = {}
        self.values: dict[Path, Mark] = {}
        self.faults: list[Problem] = []
        self.nodes = 0
        self.open: list[Node] = []

    def fault(self, node: Node, path: Path, fault: str, reason: str = "", remedy: str = "") -> Problem:
        line, column = _mark(node)
        problem = Problem(f"{self.file}:{line}:{column}", path_text(path), fault, reason, remedy)
        self.faults.append(problem)
        return problem

    def build(self, node: Node, path: Path) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _Stop(self.fault(node, (), f"its aliases unfold to more than {MOST_NODES} values"))
        if any(node is around for around in self.open):
            raise _Stop(self.fault(node, path, "an alias holds itself"))
        self.values[path] = _mark(node)
        if isinstance(node, ScalarNode):
            return self.scalar(node, path)
        self.open.append(node)
        try:
            if isinstance(node, MappingNode):
                return self.mapping(node, path)
            self.expect(node, path, "seq")
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        finally:
            self.open.pop()

    def expect(self, node: Node, path: Path, tag: str) -> None:
        if node.tag != _TAG + tag:
            name = shown(node.tag.replace(_TAG, "!!"))
            self.fault(node, path, f"the tag {name} is not allowed", "", "Write the plain value.")

    def scalar(self, node: ScalarNode, path: Path) -> Any:
        text: str = node.value
        tag = node.tag.removeprefix(_TAG)
        if tag == "str":
            return text
        if tag == "null" and text in ("", "~", "null"):
            return None
        if tag in _TRAPS and not node.style:
            plain, reason = _TRAPS[tag]
            if not re.fullmatch(plain, text) or len(text) > 18:
                remedy = f"If text is meant write '{text[:40]}'; else true, false or a decimal number."
                self.fault(node, path, f"{shown(text)} does not mean what it says", reason, remedy)
                return text
            return text == "true" if tag == "bool" else int(text) if tag == "int" else float(text)
        self.expect(node, path, "str")
        return text

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        self.expect(node, path, "map")
        built: dict[str, Any] = {}
        pairs = []
        for key_node, value_node in node.value:
            if key_node.tag == _TAG + "merge":
                built |= self.merged(value_node, path)
            else:
                pairs.append((key_node, value_node))
        self.values[path] = _mark(node)
        seen: dict[str, Mark] = {}
        for key_node, value_node in pairs:
            key = self.key(key_node, path)
            if key in seen:
                line, column = seen[key]
                reason = f"It stands already at line {line}, column {column}; one of the two would be lost."
                self.fault(key_node, (*path, key), f"duplicate key {shown(key)}", reason, "Keep one.")
                continue
            seen[key] = self.keys[(*path, key)] = _mark(key_node)
            built[key] = self.build(value_node, (*path, key))
        return built

    def key(self, node: Node, path: Path) -> str:
        if isinstance(node, ScalarNode):
            if node.tag != _TAG + "str":
                remedy = f"Put it in quotes: '{node.value}'." if len(node.value) < 60 else ""
                self.fault(node, path, f"the key {shown(node.value)} is not text", "", remedy)
            return str(node.value)
        raise _Stop(
            self.fault(node, path, "a key is a list or a mapping", "", "Write a plain word before `:`.")
        )

    def merged(self, node: Node, path: Path) -> dict[str, Any]:
        """`<<: *anchor`: what the mapping does not say itself; of several anchors the first wins."""
        built: dict[str, Any] = {}
        for source in reversed(node.value if isinstance(node, SequenceNode) else [node]):
            if isinstance(source, MappingNode):
                built |= self.build(source, path)
            else:
                remedy = "Write `<<: *name` of an anchored mapping."
                self.fault(source, path, "`<<` needs a mapping", "", remedy)
        return built


def _mark(node: Node) -> Mark:
    return (node.start_mark.line + 1, node.start_mark.column + 1)


def _syntax(file: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
    said = ": ".join(part for part in (error.context, error.problem) if part)
    return Problem(
        place,
        "",
        "this is not YAML that can be read",
        f"{said[:200]}.",
        "Look at that line and the one above it.",
    )


def _unreadable(file: str, text: str, error: ReaderError) -> Problem:
    before = text[: error.position]
    place = f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    return Problem(place, "", f"it holds the character U+{ord(text[error.position]):04X}, which YAML forbids")


def _decode(file: str, content: bytes) -> str:
    if len(content) > LARGEST:
        raise _Stop(
            Problem(file, "", f"the file is larger than {LARGEST // 1024} KiB", "No part needs so much.")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        place = f"{file}:{line}:{column}"
        raise _Stop(Problem(place, "", "the file is not UTF-8", "", "Save it as UTF-8.")) from error


def _quickly(text: str) -> Node | None:
    """What libyaml makes of it; ``None`` when anything is wrong, which `_Nodes` finds better words for."""
    if _DISPUTED.search(text):
        return None
    try:
        return _QuickNodes(text).get_single_node()
    except yaml.YAMLError:
        return None


def _compose(file: str, text: str) -> Node:
    try:
        node = _quickly(text) or _Nodes(text).get_single_node()
    except ReaderError as error:
        raise _Stop(_unreadable(file, text, error)) from error
    except yaml.MarkedYAMLError as error:
        raise _Stop(_syntax(file, error)) from error
    if node is None:
        raise _Stop(Problem(file, "", "the file is empty", "", "See docs/reference.yaml for every key."))
    return node


def read(content: bytes, file: str) -> Document:
    """Any bytes -> a Document; never raises. ``file`` is how messages name it."""
    builder = _Builder(file)
    try:
        data = builder.build(_compose(file, _decode(file, content)), ())
    except _Stop as stop:
        return Document(file, faults=(stop.problem,))
    return Document(file, data, builder.keys, builder.values, tuple(builder.faults))
