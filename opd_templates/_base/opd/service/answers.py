"""Answers of a record: from a form into its data, and out again for those who may read them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from opd.private import blind, without_personal_numbers
from opd.service import sealing, values
from opd.service.models import Attachment, Record, Searchable
from opd.service.schema import Field, Kind
from opd.service.schema.fields import FILES, SEALED_TYPES
from opd.uploads import Accepted

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
TITLE = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """``text`` as this reader may see it; ``is_masked`` where there is more."""

    code: str
    label: str
    text: str
    is_masked: bool = False
    attachment: Attachment | None = None


def put(record: Record, kind: Kind, cleaned: Mapping[str, Any]) -> list[str]:
    """Put a form's answers into ``record`` (its row exists; the caller saves it). The fields that changed.

    A file that was not sent again stays.
    """
    changed = []
    for code, given in cleaned.items():
        field = kind.isian.get(code)
        if field is None:
            continue
        if field.tipe in FILES:
            if isinstance(given, Accepted):
                record.data[code] = _attached(record, code, given).pk
                changed.append(code)
            continue
        kept = values.of(field).keep(given)
        if kept == read(record, code, field):
            continue
        changed.append(code)
        if kept is None:
            record.data.pop(code, None)
        else:
            place = sealing.bound(record.kind, code, record.pk)
            record.data[code] = sealing.seal(kept, place) if field.is_sealed else kept
        if field.cari and field.is_sealed:
            _make_searchable(record, code, kept)
    record.title = title(record, kind)
    return changed


def read(record: Record, code: str, field: Field) -> Any:
    """An answer as it was kept, opened; None where there is none."""
    kept = record.data.get(code)
    if sealing.is_sealed(kept):
        return sealing.opened(kept, sealing.bound(record.kind, code, record.pk))
    return kept if kept is None or not field.is_sealed else None


def read_named(record: Record, kind: Kind, code: str | None) -> Any:
    """The same for a field that a kind may not have."""
    return read(record, code, kind.isian[code]) if code else None


def shown(record: Record, code: str, field: Field, *, full: bool, personal: bool = False) -> str:
    """``full``: all of it. ``personal``: all but NIK and telephone, which are masked until somebody gives a reason."""
    kept = read(record, code, field)
    if kept is None:
        return ""
    value = values.of(field)
    if not field.is_sealed or full or (personal and field.tipe not in SEALED_TYPES):
        return value.shown(kept, field)
    return value.hidden(kept, field)


def listed(record: Record, kind: Kind, *, full: bool = False, personal: bool = False) -> list[Answer]:
    """All answers that there are, in the schema's order."""
    attachments = {one.pk: one for one in record.attachments.all()}
    found = []
    for code, field in kind.isian.items():
        text = shown(record, code, field, full=full, personal=personal)
        if text:
            masked = field.is_sealed and not full and not (personal and field.tipe not in SEALED_TYPES)
            attachment = attachments.get(record.data.get(code)) if field.tipe in FILES else None
            found.append(Answer(code, field.label, text, masked, attachment))
    return found


def initial(record: Record, kind: Kind, codes: Iterable[str]) -> dict[str, Any]:
    """For a form that changes them."""
    return {
        code: values.of(kind.isian[code]).initial(read(record, code, kind.isian[code]))
        for code in codes
        if kind.isian[code].tipe not in FILES and record.data.get(code) is not None
    }


def title(record: Record, kind: Kind) -> str:
    def word(found: re.Match[str]) -> str:
        code = found[1]
        if code == "nomor":
            return record.number
        field = kind.isian[code]
        if field.tipe == "tanggal" and (kept := read(record, code, field)):
            return date_format(date.fromisoformat(kept), "j M Y")  # lists are narrow
        return shown(record, code, field, full=False)

    return without_personal_numbers(_PLACEHOLDER.sub(word, kind.judul))[:TITLE] or record.number


def negated(record: Record, kind: Kind) -> dict[str, Any]:
    """The data of an entry that takes ``record`` back: amounts with the other sign, no personal data."""
    plain = {code for code, field in kind.isian.items() if not field.is_personal}
    data = {code: kept for code, kept in record.data.items() if code in plain}
    for code in kind.jumlahkan:
        if (kept := data.get(code)) is not None:
            data[code] = -kept if isinstance(kept, int) else f"-{kept}".replace("--", "")
    return data


def _attached(record: Record, code: str, accepted: Accepted) -> Attachment:
    content = accepted.content.read()
    accepted.content.seek(0)
    made = Attachment(
        record=record,
        field=code,
        ending=accepted.ending,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    made.file.save(f"berkas{accepted.ending}", accepted.content, save=True)
    return made


def _make_searchable(record: Record, code: str, kept: Any) -> None:
    Searchable.objects.filter(record=record, field=code).delete()
    if kept is not None:
        Searchable.objects.create(record=record, kind=record.kind, field=code, hash=blind(str(kept)))
