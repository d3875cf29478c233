"""Letters: a text of the schema with a record's answers in it, numbered, signed by whoever signs that day, frozen.

What is frozen is the text, the number and the signer; pages are made of them when somebody asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from opd import audit, pdf
from opd.private import without_personal_numbers
from opd.profile import profile
from opd.refusal import Refused
from opd.service import answers, current, numbers, records, sealing
from opd.service.models import Letter, Record, Signer

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
_ROW = re.compile(r"([^:\n]{1,40}):[ \t]+(.*)")
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter. ``kind``: ``p`` (lines), ``tabel`` (rows of two), ``ul`` (points)."""

    kind: str
    lines: tuple[Any, ...]


def signers(day: date) -> QuerySet[Signer]:
    """Who may sign on a day."""
    return Signer.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


@transaction.atomic
def make(record: Record, code: str, signer: Signer, who: str) -> Letter:
    """The letter ``code`` of a record. Refused when there is one already, or the state is not one for it."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    kind = current.kind(record.kind)
    letter, today = kind.surat[code], timezone.localdate()
    if record.state not in letter.saat or record.letters.filter(code=code, voided_at=None).exists():
        raise Refused("Surat ini sudah dibuat, atau belum waktunya dibuat.")
    series = f"{record.kind}.{code}"
    number = numbers.assign(series, letter.nomor, current.schema().kode, today)
    words = _words(record, number, signer, today)
    made = Letter(
        record=record,
        code=code,
        series=series,
        number=number,
        who=who,
        signer_name=signer.name,
        signer_nip=signer.nip,
        signer_title=signer.title,
        for_applicant=letter.untuk_pemohon,
    )
    made.text = sealing.seal(filled(letter.isi, words), _place(made))
    made.save()
    records.event(record, who, "surat", step=code, public=letter.untuk_pemohon, nomor=number)
    audit.record(who, f"surat {code}"[:50], records.subject(record), nomor=number)
    return made


@transaction.atomic
def void(record: Record, code: str, who: str, reason: str) -> Letter:
    """The letter ``code`` of a record was wrong: it counts no more. Refused where there is none."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    made = record.letters.filter(code=code, voided_at=None).first()
    if made is None:
        raise Refused("Surat ini tidak ada, atau sudah dibatalkan.")
    if not reason.strip():
        raise Refused("Tulis alasannya.", "_alasan")
    made.voided_at, made.voided_why = timezone.now(), without_personal_numbers(reason.strip())
    made.save(update_fields=["voided_at", "voided_why"])
    records.event(
        record, who, "surat batal", step=code, note=reason, public=made.for_applicant, nomor=made.number
    )
    audit.record(who, f"surat batal {code}"[:50], records.subject(record), nomor=made.number)
    return made


def for_applicant(record: Record) -> list[Letter]:
    """Those that whoever handed it in may read now: in a state the letter is for, and not while a move waits for it
    (a permit is theirs once it is issued, not once it is written)."""
    kind = current.kind(record.kind)
    awaited = {move.surat for move in kind.langkah.values() if record.state in move.dari}
    return [
        made
        for made in record.letters.filter(for_applicant=True, voided_at=None)
        if made.text
        and made.code in kind.surat
        and made.code not in awaited
        and record.state in kind.surat[made.code].saat
    ]


def filled(text: str, words: dict[str, str]) -> str:
    """Each ``{name}`` by its word, once: what people wrote is not searched for more."""
    return _PLACEHOLDER.sub(lambda found: words.get(found[1]) or NOTHING, text)


def _words(record: Record, number: str, signer: Signer, day: date) -> dict[str, str]:
    """Everything is in one line: nobody writes another paragraph into a letter."""
    kind, opd = current.kind(record.kind), profile()
    words = {code: answers.shown(record, code, field, full=True) for code, field in kind.isian.items()}
    words |= {
        "nomor": record.number,
        "tanggal": date_format(record.received, "j F Y"),
        "nomor_surat": number,
        "tanggal_surat": date_format(day, "j F Y"),
        "status": kind.status[record.state].nama,
        "penandatangan": signer.name,
        "jabatan": signer.title,
        "nip": signer.nip,
        "opd": opd.name,
        "kota": opd.city,
    }
    return {name: " ".join(word.split()) for name, word in words.items()}


def as_pdf(letter: Letter) -> bytes:
    """``opd.pdf.RenderError``."""
    kind = current.kind(letter.record.kind)
    told = kind.surat[letter.code]
    text = sealing.opened(letter.text, _place(letter))
    context = {
        "letter": letter,
        "title": told.judul,
        "copies": told.tembusan,
        "blocks": list(blocks(text)),
        "place": re.sub(r"^(Kota|Kabupaten) ", "", profile().city),
    }
    return pdf.render("layanan/surat.html", context)


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs are parted by empty lines. One whose lines are all ``Name: value`` is a table, all ``- …`` a list."""
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        rows = [_ROW.fullmatch(line) for line in lines]
        if all(rows):
            yield Block("tabel", tuple((row[1], row[2]) for row in rows if row))
        elif all(line.startswith("- ") for line in lines):
            yield Block("ul", tuple(line[2:] for line in lines))
        else:
            yield Block("p", tuple(lines))


def _place(letter: Letter) -> str:
    return sealing.bound(f"surat.{letter.series}", letter.number, letter.record_id)
