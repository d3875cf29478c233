"""Who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opd.service.schema.faults import Path, known_are, shown
from opd.service.schema.kinds import APPLICANT
from opd.service.schema.model import Kind, Schema
from opd.service.schema.rules.common import Found, kinds, of_kinds
from opd.service.schema.unknown import UNKNOWN, Unjudged, one_by_one

_LISTS = ("buat", "lihat", "lihat_sendiri", "buka", "ekspor", "ekspor_penuh", "koreksi_oleh")
_ACTING = ("buka", "ekspor", "ekspor_penuh", "koreksi_oleh")
_Listed = tuple[Path, Any, Kind | None]
"""Path of a list, its roles (or UNKNOWN), and the kind where its applicant may stand there."""


def roles_are_declared(schema: Schema) -> Found:
    def judged(listed: _Listed) -> Found:
        path, roles, kind = listed
        for number, role in enumerate(roles):
            if role != APPLICANT:
                if role not in schema.peran:
                    yield (*path, number), f"{shown(role)} is not a role", "", known_are(role, schema.peran)
            elif kind is None or not kind.is_public:
                reason = "Only who handed in a record of `sifat: publik` has a token."
                remedy = "Name a role of the staff."
                yield (*path, number), f"`{APPLICANT}` may do nothing here", reason, remedy

    yield from one_by_one(judged, _lists(schema))
    if APPLICANT in schema.peran:
        yield ("peran", APPLICANT), f"`{APPLICANT}` has a meaning of its own", "", "Choose another name."


def _lists(schema: Schema) -> Iterator[_Listed]:
    yield ("pengurus",), schema.pengurus, None
    for path, kind in kinds(schema):
        yield from (((*path, key), getattr(kind, key), None) for key in _LISTS)
        yield from _of_parts(path, kind)


def _of_parts(path: Path, kind: Kind) -> Iterator[_Listed]:
    for section, parts, public in (("langkah", kind.langkah, kind), ("surat", kind.surat, None)):
        if parts is UNKNOWN:
            yield (*path, section), UNKNOWN, None
            continue
        for code, part in parts.items():
            roles = UNKNOWN if part is UNKNOWN else part.oleh
            yield (*path, section, code, "oleh"), roles, public


def roles_do_something(schema: Schema) -> Found:
    """Nothing is said while a list has a name that is no role: it may be the one that is meant."""
    if any(kind is UNKNOWN for kind in schema.jenis.values()):
        raise Unjudged
    used = {role for _, roles, _ in _lists(schema) for role in roles} - {APPLICANT}
    if not all(role in schema.peran for role in used):
        return
    for role in schema.peran:
        if role not in used and role != APPLICANT:
            fault = f"the role {shown(role)} may do nothing"
            yield ("peran", role), fault, "", "Name it in a kind, or leave it out."


@of_kinds
def who_acts_may_look(schema: Schema, path: Path, kind: Kind) -> Found:
    lookers = {*kind.lihat, *kind.lihat_sendiri, APPLICANT}

    def judged(listed: _Listed) -> Found:
        where, roles, _ = listed
        for number, role in enumerate(roles):
            if role not in lookers and role in schema.peran:
                reason = "Who may not see a record cannot act on it."
                yield (*where, number), f"{shown(role)} is not in `lihat`", reason, "Add it there too."

    acting: list[_Listed] = [((*path, key), getattr(kind, key), None) for key in _ACTING]
    yield from one_by_one(judged, [*acting, *_of_parts(path, kind)])


@of_kinds
def who_exports_in_full_exports(schema: Schema, path: Path, kind: Kind) -> Found:
    for number, role in enumerate(kind.ekspor_penuh):
        if role not in kind.ekspor and role in schema.peran:
            yield (
                (*path, "ekspor_penuh", number),
                f"{shown(role)} is not in `ekspor`",
                "",
                "Add it there too.",
            )
