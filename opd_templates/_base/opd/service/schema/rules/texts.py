"""Numbers, titles and letters."""

from __future__ import annotations

from opd.service.schema import numbering
from opd.service.schema.faults import Path, known_are, shown
from opd.service.schema.fields import FILES
from opd.service.schema.model import Kind, Letter, Schema
from opd.service.schema.rules.common import (
    LETTER_WORDS,
    TITLE_WORDS,
    Found,
    of_kinds,
    of_parts,
    placeholders,
)
from opd.service.schema.unknown import one_by_one, those

STANDARD = ("syarat", "prosedur", "biaya", "produk", "pengaduan")
_PUBLISHED = (
    "What a public service asks, does, takes and gives is published (UU 25/2009, PermenPANRB 15/2014)."
)


@of_kinds
def numbers_are_unlike(schema: Schema, path: Path, kind: Kind) -> Found:
    for fault in numbering.faults(kind.nomor):
        yield (*path, "nomor", "format"), *fault


@of_parts("surat")
def numbers_of_letters_are_unlike(schema: Schema, kind: Kind, path: Path, letter: Letter) -> Found:
    for fault in numbering.faults(letter.nomor):
        yield (*path, "nomor", "format"), *fault


@of_kinds
def times_are_published(schema: Schema, path: Path, kind: Kind) -> Found:
    if kind.tenggat is None and kind.is_public:
        remedy = "Write `tenggat: {hari: 5}`, in working days."
        yield (*path, "sifat"), "`tenggat` is missing", _PUBLISHED, remedy


@of_kinds
def standards_are_published(schema: Schema, path: Path, kind: Kind) -> Found:
    """Six components of a service's standard stand where everybody reads them before asking for it."""

    def judged(name: str) -> Found:
        if not getattr(kind.standar, name):
            yield (*path, "standar"), f"`{name}` is missing", _PUBLISHED, f"Write `{name}` into it."

    if not kind.is_public:
        return
    if kind.standar is None:
        remedy = f"Write it with {', '.join(STANDARD)}."
        yield (*path, "sifat"), "`standar` is missing", _PUBLISHED, remedy
        return
    yield from one_by_one(judged, STANDARD)


@of_kinds
def titles_tell_nothing_personal(schema: Schema, path: Path, kind: Kind) -> Found:
    """They stand in lists, in choices of public forms, and in the browser's history."""

    def judged(name: str) -> Found:
        field = None if name in TITLE_WORDS else kind.isian.get(name)
        if field is None and name not in TITLE_WORDS:
            remedy = known_are(name, [*kind.isian, *TITLE_WORDS])
            yield (*path, "judul"), f"`{{{name}}}` is not a field", "", remedy
        elif field is not None and field.is_personal:
            reason = "Titles stand in lists, choices and the browser's history."
            remedy = "Use `{nomor}`, or a plain field."
            yield (*path, "judul"), f"`{{{name}}}` is personal data", reason, remedy
        elif field is not None and field.tipe in ("rujukan", "pilihan_ganda", "tempat"):
            remedy = "Use a text, date or choice."
            yield (*path, "judul"), f"`{{{name}}}` is too long for a title", "", remedy

    yield from one_by_one(judged, placeholders(kind.judul))


@of_parts("surat")
def letters_are_complete(schema: Schema, kind: Kind, path: Path, letter: Letter) -> Found:
    def judged(name: str) -> Found:
        field = None if name in LETTER_WORDS else kind.isian.get(name)
        if name not in LETTER_WORDS and (field is None or field.tipe in FILES):
            known = [*those(lambda one: one.tipe not in FILES, kind.isian), *LETTER_WORDS]
            yield (*path, "isi"), f"`{{{name}}}` is not known", "", known_are(name, known)

    yield from one_by_one(judged, placeholders(letter.isi))


@of_parts("surat")
def letters_have_their_time(schema: Schema, kind: Kind, path: Path, letter: Letter) -> Found:
    def judged(item: tuple[int, str]) -> Found:
        number, state = item
        if state not in kind.status:
            fault = f"{shown(state)} is not a state"
            yield (*path, "saat", number), fault, "", known_are(state, kind.status)

    yield from one_by_one(judged, enumerate(letter.saat))
