"""What ends by itself, and what is deleted when: privacy.yml says after how many days, ``layanan.yaml`` how long
something may wait. The register's rows (number, day, type, initials) stay: the agenda is never deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from opd import audit, retention
from opd.letters import applications, current
from opd.letters.models import Application, Attachment, Event, Letter
from opd.letters.rules import flow
from opd.private import without_personal_numbers
from opd.refusal import Refused

MARK = "[dihapus menurut masa simpan]"
LATE = "Tidak ada kelanjutan sampai batas waktu; ditutup otomatis. Silakan mengajukan lagi bila masih perlu."
ENDORSE = "RT/RW tidak menanggapi sampai batas waktu; diteruskan ke kelurahan."


@retention.ends("draf surat")
def _drafts(now: datetime) -> int:
    """Nobody but who wrote it ever saw it: it goes altogether."""
    before = now - timedelta(days=current.service().limits.draft_days)
    found = list(Application.objects.filter(state="draf", created_at__lt=before))
    for draft in found:
        with transaction.atomic():
            for attachment in draft.attachments.all():
                applications.remove(attachment)
            draft.delete()
    return len(found)


@retention.ends("surat tanpa tanggapan RT/RW")
def _endorse(now: datetime) -> int:
    return _each(("rt", "rw"), {"due__lt": now}, "lewati", ENDORSE)


@retention.ends("surat tanpa kelanjutan pemohon")
def _complete(now: datetime) -> int:
    before = now - timedelta(days=current.service().limits.completion_days)
    return _each(("belum_lengkap",), {"moved_at__lt": before}, "gugur", LATE)


@retention.ends("surat tanpa kelanjutan")
def _stale(now: datetime) -> int:
    before = now - timedelta(days=current.service().limits.open_days)
    return _each(("diajukan", "diperiksa", "tanda_tangan", "camat"), {"moved_at__lt": before}, "gugur", LATE)


@retention.ends("surat tidak diambil")
def _uncollected(now: datetime) -> int:
    before = now - timedelta(days=current.service().limits.uncollected_days)
    return _each(("siap",), {"moved_at__lt": before}, "biarkan", "")


def _each(states: Collection[str], which: dict[str, datetime], step: str, reason: str) -> int:
    found = list(Application.objects.filter(state__in=states, **which))
    done = 0
    for one in found:
        try:
            applications.move(one, step, flow.SYSTEM, {flow.SYSTEM}, reason=reason)
        except Refused:
            continue  # moved meanwhile
        done += 1
    return done


@retention.clears("lampiran_surat")
def _attachments(before: datetime) -> int:
    """Papers of what ended, whoever ended it."""
    found = list(Attachment.objects.filter(application__closed_at__lt=before))
    for attachment in found:
        with transaction.atomic():
            applications.remove(attachment)
    return len(found)


@retention.clears("permohonan_surat")
def _general(before: datetime) -> int:
    return _clear(before, lambda slug: not _specific(slug))


@retention.clears("permohonan_surat_spesifik")
def _sensitive(before: datetime) -> int:
    """Of types with ``sifat: spesifik``: what they tell of a person's means ends earlier (UU 27/2022 Pasal 4)."""
    return _clear(before, _specific)


def _specific(slug: str) -> bool:
    kind = current.types().get(slug)
    return kind is None or kind.specific  # of a type that is gone nobody knows: the earlier end


def _clear(before: datetime, wanted: Callable[[str], bool]) -> int:
    """Answers, numbers of people, notes; a request is a transaction."""
    found = Application.objects.filter(closed_at__lt=before, cleared_at=None).values_list("pk", "kind")
    keys = [key for key, slug in found if wanted(slug)]
    for key in keys:
        with transaction.atomic():
            _clear_one(Application.objects.select_for_update().get(pk=key))
    return len(keys)


@transaction.atomic
def on_request(application: Application, who: str, why: str) -> None:
    """Because whom it is about asks for it. Refused while somebody still works on it. The letter stays: the archive
    schedule says until when."""
    found = applications.locked(application)
    if found.cleared_at:
        raise Refused("Data pribadi permohonan ini sudah dihapus.")
    if found.closed_at is None:
        raise Refused("Permohonan ini masih berjalan. Selesaikan atau tolak dahulu.")
    _clear_one(found, who, why)
    told = {"nomor": found.reference, "alasan": without_personal_numbers(why)}
    audit.record(who, "hapus data pribadi", applications.subject(found), **told)


def _clear_one(one: Application, who: str = flow.SYSTEM, why: str = "") -> None:
    for attachment in one.attachments.all():
        applications.remove(attachment)
    one.name = one.nik = one.card = one.phone = one.address = one.answers_sealed = one.collector = ""
    one.rt = one.rw = one.token = ""
    one.cleared_at = timezone.now()
    one.save()
    Letter.objects.filter(application=one).exclude(voided_why="").update(voided_why=MARK)
    _forget_notes(one)
    applications.event(one, who, "bersih", note=why, public=False)


def _forget_notes(application: Application) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'on'")  # migration 0001 lets nobody else change the history
        Event.objects.filter(application=application).exclude(note="").update(note=MARK)
        cursor.execute("SET LOCAL opd.retention = 'off'")


@retention.clears("surat")
def _letters(before: datetime) -> int:
    """Text and PDF, after the archive schedule (JRA); the check page still knows number, day and type."""
    found = list(Letter.objects.filter(at__lt=before).exclude(pdf=""))
    for letter in found:
        with transaction.atomic():
            file, name = letter.pdf.storage, letter.pdf.name
            letter.pdf, letter.text = "", ""
            letter.save(update_fields=["pdf", "text"])
            transaction.on_commit(lambda file=file, name=name: file.delete(name))  # type: ignore[misc]  # bound now
    return len(found)
