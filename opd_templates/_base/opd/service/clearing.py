"""Personal data is deleted when privacy.yml says so, and what people wrote in their own words, as it may name anybody;
number, dates, amounts, choices and state stay, for the register and the figures.

Of each kind that holds personal data privacy.yml names two things: ``<kind>`` and, where files are handed in,
``lampiran_<kind>``. The time begins when a record is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from opd import audit, retention
from opd.private import without_personal_numbers
from opd.refusal import Refused
from opd.service import answers, current, records
from opd.service.models import Attachment, Event, Letter, Record, Searchable
from opd.service.schema import Kind
from opd.service.schema.fields import FILES

MARK = "[dihapus]"
LEFT = "sisa data yang sudah dihapus"


def register() -> None:
    for code, kind in current.schema().jenis.items():
        if any(field.is_sealed for field in kind.isian.values()):
            retention.clears(code)(lambda before, code=code: _each(code, before, clear))
        if any(field.tipe in FILES for field in kind.isian.values()):
            retention.clears(f"lampiran_{code}")(lambda before, code=code: _each(code, before, _clear_files))


def _each(code: str, before: datetime, do: Callable[[Record], None]) -> int:
    wanted = Record.objects.filter(kind=code, closed_at__lt=before)
    wanted = wanted.filter(cleared_at=None) if do is clear else wanted.filter(attachments__isnull=False)
    return _all(wanted, do)


def _all(wanted: QuerySet[Record], do: Callable[[Record], None]) -> int:
    """How many there were; a record is a transaction."""
    keys = set(wanted.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            do(Record.objects.select_for_update().get(pk=key))
    return len(keys)


@retention.ends(LEFT)
def _left(_: datetime) -> int:
    """Own words in records that were cleared: earlier releases let them stand. And what takes back, or was taken back
    by, a record that was cleared: it tells the same."""
    twin = Q(reverses__cleared_at__isnull=False) | Q(reversal__cleared_at__isnull=False)
    done = 0
    for code, kind in current.schema().jenis.items():
        prose = list(_prose(kind))
        words = Q(data__has_any_keys=prose) | Q(events__detail__semula__has_any_keys=prose)
        of_kind = Record.objects.filter(kind=code)
        done += _all(of_kind.filter(words, cleared_at__isnull=False), clear)
        done += _all(of_kind.filter(twin, cleared_at=None), clear)
    return done


def _prose(kind: Kind) -> set[str]:
    return {code for code, field in kind.isian.items() if field.is_prose}


@transaction.atomic
def on_request(record: Record, who: str, why: str) -> None:
    """Because whom it is about asks for it. Refused while somebody still works on it: it is withdrawn first. What takes
    it back goes with it."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    if record.cleared_at:
        raise Refused("Data pribadi berkas ini sudah dihapus.")
    if record.closed_at is None:
        raise Refused("Berkas ini masih berjalan. Selesaikan atau batalkan dahulu.")
    twin = Q(reverses=record) | Q(pk=record.reverses_id)
    told = without_personal_numbers(why)
    for one in (record, *Record.objects.select_for_update().filter(twin, cleared_at=None)):
        clear(one, who, why)
        audit.record(who, "hapus data pribadi", records.subject(one), nomor=one.number, alasan=told)


def clear(record: Record, who: str = audit.SYSTEM, why: str = "") -> None:
    """Everything that names somebody: answers, index, files, letters' texts, and what was written in notes."""
    kind = current.kind(record.kind)
    _clear_files(record)
    for code, field in kind.isian.items():
        if field.is_sealed or field.is_prose:
            record.data.pop(code, None)
    record.title = answers.title(record, kind)
    record.token, record.cleared_at = "", record.cleared_at or timezone.now()
    record.save(update_fields=["data", "title", "token", "cleared_at"])
    Searchable.objects.filter(record=record).delete()
    letters = Letter.objects.filter(record=record)
    letters.update(text={})
    letters.exclude(voided_why="").update(voided_why=MARK)
    _clear_history(record, _prose(kind))
    records.event(record, who, "bersih", note=why)


def _clear_history(record: Record, prose: set[str]) -> None:
    """Notes, and what stood before in answers of ``prose``."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'on'")  # migration 0001 lets nobody else change the history
    Event.objects.filter(record=record).exclude(note="").update(note=MARK)
    for event in Event.objects.filter(record=record, detail__has_key="semula"):
        for code in prose & event.detail["semula"].keys():
            del event.detail["semula"][code]
        event.save(update_fields=["detail"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'off'")


def _clear_files(record: Record) -> None:
    for attachment in Attachment.objects.filter(record=record):
        record.data.pop(attachment.field, None)
        file = attachment.file
        attachment.delete()
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))
    record.save(update_fields=["data"])
