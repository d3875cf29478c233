"""What `privacy.yml` keeps no longer is deleted: first who reported, then what they wrote and showed. Code, dates,
category, village and states stay, for the figures and the open data.

The time begins when a complaint is closed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from opd import files, retention
from opd.complaints import current, places
from opd.complaints.models import Complaint, Event, Photo, Reporter, Response
from opd.complaints.redaction import anonymous

MARK = "[dihapus menurut masa simpan]"
FOLDER = "aduan"
TEXTS = ("text", "address", "public_text", "office_text")


def register() -> None:
    retention.clears("pelapor")(reporters)
    retention.clears("laporan")(texts)
    retention.clears("foto_laporan")(photos)
    retention.ends("berkas tanpa laporan")(sweep)


def reporters(before: datetime) -> int:
    """Names and numbers, and the codes with which they look in."""
    Complaint.objects.filter(closed_at__lt=before).exclude(token="").update(token="")
    done = 0
    wanted = Reporter.objects.filter(complaint__closed_at__lt=before)
    for key in list(wanted.values_list("complaint_id", flat=True)):
        with transaction.atomic():
            done += _forget(Complaint.objects.select_for_update(of=("self",)).get(pk=key))
    return done


def _forget(complaint: Complaint) -> int:
    """Who reported goes, and is taken out of what stays: later nobody knows which name that was."""
    reporter = Reporter.objects.filter(complaint=complaint).first()
    if reporter is None:
        return 0
    for field in TEXTS:
        setattr(complaint, field, anonymous(getattr(complaint, field), reporter.name))
    complaint.save(update_fields=TEXTS)
    for outcome in complaint.outcomes.all():
        outcome.note = anonymous(outcome.note, reporter.name)
        outcome.save(update_fields=["note"])
    for said in complaint.responses.all():
        said.text = anonymous(said.text, reporter.name)
        said.save(update_fields=["text"])
    with _history_open():
        for event in complaint.events.all():
            Event.objects.filter(pk=event.pk).update(note=anonymous(event.note, reporter.name))
    return reporter.delete()[0]


def texts(before: datetime) -> int:
    """What was written, by citizens and about them; exact places become those that the public knows."""
    done = 0
    wanted = Complaint.objects.filter(closed_at__lt=before, cleared_at=None)
    for key in list(wanted.values_list("pk", flat=True)):
        with transaction.atomic():
            _clear(Complaint.objects.select_for_update(of=("self",)).get(pk=key))
            done += 1
    return done


def _clear(complaint: Complaint) -> None:
    if complaint.place:
        complaint.lat, complaint.lon = places.rounded(complaint.place, current.settings().tempat.desimal)
    complaint.text, complaint.address, complaint.public_text, complaint.office_text = MARK, "", "", ""
    complaint.token, complaint.cleared_at = "", timezone.now()
    complaint.save()
    Reporter.objects.filter(complaint=complaint).delete()
    Response.objects.filter(complaint=complaint).delete()
    complaint.outcomes.update(note="")
    with _history_open():
        Event.objects.filter(complaint=complaint).update(note="")


@contextmanager
def _history_open() -> Iterator[None]:
    """Within a transaction. Migration 0001 lets nobody else change the history."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'on'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'off'")


def photos(before: datetime) -> int:
    found = Photo.objects.filter(complaint__closed_at__lt=before)
    for photo in found:
        _remove(photo)
    return len(found)


def _remove(photo: Photo) -> None:
    storage, names = photo.file.storage, (photo.file.name, photo.small.name)
    with transaction.atomic():
        photo.delete()
        transaction.on_commit(lambda: [storage.delete(name) for name in names])


def sweep(now: datetime) -> int:
    """Files of transactions that failed: older than a day, and no photo's."""
    storage: Any = files.private()
    known = {name for pair in Photo.objects.values_list("file", "small") for name in pair}
    old = now - timedelta(days=1)
    lost = [
        name
        for name in _below(storage, FOLDER)
        if name not in known and storage.get_modified_time(name) < old
    ]
    for name in lost:
        storage.delete(name)
    return len(lost)


def _below(storage: Any, folder: str) -> list[str]:
    if not storage.exists(folder):
        return []
    folders, names = storage.listdir(folder)
    found = [posixpath.join(folder, name) for name in names]
    for inner in folders:
        found += _below(storage, posixpath.join(folder, inner))
    return found
