"""Personal data is deleted when privacy.yml says so; number, dates and state stay, for the register and the figures.

Of each kind that holds personal data privacy.yml names two things: ``<kind>`` and, where files are handed in,
``lampiran_<kind>``. The time begins when a record is closed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from opd import retention
from opd.service import current, records
from opd.service.models import Attachment, Event, Letter, Record, Searchable
from opd.service.schema.fields import FILES

MARK = "[dihapus menurut masa simpan]"
BATCH = 200


def register() -> None:
    for code, kind in current.schema().jenis.items():
        if any(field.is_sealed for field in kind.isian.values()):
            retention.clears(code)(lambda before, code=code: _each(code, before, _clear))
        if any(field.tipe in FILES for field in kind.isian.values()):
            retention.clears(f"lampiran_{code}")(lambda before, code=code: _each(code, before, _clear_files))


def _each(code: str, before: datetime, clear: object) -> int:
    """How many records were cleared; a batch is a transaction."""
    done, wanted = 0, Record.objects.filter(kind=code, closed_at__lt=before)
    wanted = (
        wanted.filter(cleared_at=None)
        if clear is _clear
        else wanted.filter(attachments__isnull=False).distinct()
    )
    for key in list(wanted.values_list("pk", flat=True)):
        with transaction.atomic():
            record = Record.objects.select_for_update().get(pk=key)
            clear(record)  # type: ignore[operator]  # one of the two below
            done += 1
    return done


def _clear(record: Record) -> None:
    """Everything that names somebody: answers, index, files, letters' texts, and what was written in notes."""
    kind = current.kind(record.kind)
    _clear_files(record)
    for code, field in kind.isian.items():
        if field.is_sealed:
            record.data.pop(code, None)
    record.token, record.cleared_at = "", timezone.now()
    record.save(update_fields=["data", "token", "cleared_at"])
    Searchable.objects.filter(record=record).delete()
    letters = Letter.objects.filter(record=record)
    letters.update(text={})
    letters.exclude(voided_why="").update(voided_why=MARK)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'on'")  # migration 0001 lets nobody else change the history
    Event.objects.filter(record=record).exclude(note="").update(note=MARK)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'off'")
    records.event(record, "sistem", "bersih")


def _clear_files(record: Record) -> None:
    for attachment in Attachment.objects.filter(record=record):
        record.data.pop(attachment.field, None)
        file = attachment.file
        attachment.delete()
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))
    record.save(update_fields=["data"])
