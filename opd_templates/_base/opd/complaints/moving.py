"""A complaint goes from one state into another: one transaction, its row locked first, everything written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from opd import audit, days, tokens
from opd.complaints import current, duplicates, events, intake, states, timing
from opd.complaints.models import Assignment, Complaint, Photo, Response
from opd.complaints.redaction import masked, without_reporter
from opd.refusal import Refused

Given = Mapping[str, Any]
HANDLERS = frozenset({states.LIAISON, states.OVERSIGHT})
OWN_WORDS = ("alasan", "pertanyaan", "tambahan", "catatan")


@transaction.atomic
def move(
    complaint: Complaint, code: str, who: str, actors: frozenset[str], given: Given | None = None
) -> Complaint:
    """``actors`` are roles as ``access.Access.actors`` tells them, ``pelapor`` or ``sistem``. Refused."""
    given = given or {}
    complaint = duplicates.locked(complaint, _into(given))
    step = states.possible(complaint.state, actors).get(code)
    if step is None:
        raise Refused("Langkah ini tidak dapat dilakukan: statusnya sudah berubah, atau bukan wewenang Anda.")
    if missing := [name for name in step.asks if not given.get(name)]:
        raise Refused("Isian ini wajib.", missing[0])
    before = complaint.state
    _PREPARE.get(code, _nothing)(complaint, given, who)
    complaint.state = states.target(step, complaint.asked_from, complaint.unit)
    complaint.state_since = timezone.localdate()
    _clock(complaint, before)
    complaint.save()
    _assign(complaint, who, before, speaks=not actors.isdisjoint(HANDLERS))
    _pictures(complaint, given)
    answer = _answered(complaint, given, who)
    note = answer or next((given[name] for name in OWN_WORDS if given.get(name)), "")
    events.write(complaint, who, step.word, before=before, note=note, dari=before, ke=complaint.state)
    return complaint


def _nothing(complaint: Complaint, given: Given, who: str) -> None:
    """A move that needs no more than its state."""


def _classify(complaint: Complaint, given: Given, unit: str) -> None:
    """Class and unit fit each other: conduct is the oversight's alone, and never seen in public."""
    oversight = current.settings().pengawasan
    if unit not in current.settings().unit:
        raise Refused("Unit ini tidak dikenal.", "unit")
    klass = given.get("klasifikasi") or complaint.klass
    if (klass == states.OVERSEEN) != (unit == oversight):
        name = current.settings().unit_name(oversight)
        raise Refused(f"Laporan berkadar pengawasan, dan hanya itu, diteruskan ke {name}.", "unit")
    complaint.klass, complaint.unit = klass, unit
    if klass == states.OVERSEEN:
        complaint.listed = False


def publish(complaint: Complaint, text: str, *, show: bool) -> None:
    """What the public may read, and whether the public list has it: never what is confidential, or about conduct."""
    complaint.public_text = without_reporter(complaint, text)
    complaint.listed = show and complaint.may_be_listed


def _verified(complaint: Complaint, given: Given) -> None:
    publish(complaint, given["teks_umum"], show=bool(given.get("tampil")))
    complaint.verified_on = complaint.verified_on or timezone.localdate()


def _hand_on(complaint: Complaint, given: Given, who: str) -> None:
    _classify(complaint, given, given["unit"])
    _verified(complaint, given)
    if complaint.anonymous:
        if not given.get("teks_unit"):
            raise Refused("Pelapor anonim: tulis teks yang boleh dibaca unit.", "teks_unit")
        complaint.office_text = without_reporter(complaint, given["teks_unit"])
    timing.begin(complaint, timezone.localdate(), current.settings().tenggat.of(complaint.klass))


def _answer_at_once(complaint: Complaint, given: Given, who: str) -> None:
    complaint.klass = states.INFORMATION
    timing.limited(complaint, current.settings().tenggat.informasi)
    _verified(complaint, given)


def _ask_back(complaint: Complaint, given: Given, who: str) -> None:
    complaint.asked_from = complaint.state


def _refuse(complaint: Complaint, given: Given, who: str) -> None:
    complaint.listed = False


def _merge(complaint: Complaint, given: Given, who: str) -> None:
    other = Complaint.objects.filter(code=_into(given)).first()
    if other is None:
        raise Refused("Kode laporan itu tidak dikenal.", "induk")
    other = duplicates.root(other)
    if other.pk == complaint.pk:
        raise Refused("Laporan tidak dapat digabung dengan dirinya sendiri.", "induk")
    if other.state in duplicates.ENDED:
        raise Refused("Laporan itu sudah ditolak, dicabut, atau digabung.", "induk")
    complaint.duplicate_of, complaint.listed = other, False


def _into(given: Given) -> str:
    return str(given.get("induk", "")).strip().upper()


def _to_nation(complaint: Complaint, given: Given, who: str) -> None:
    complaint.sp4n_id, complaint.sp4n_at = given["sp4n"], timezone.now()
    complaint.listed = False
    complaint.verified_on = complaint.verified_on or timezone.localdate()


def _pass_on(complaint: Complaint, given: Given, who: str) -> None:
    """No wrong door: it goes to another office, and the citizen's clock goes on, but for another class."""
    if given["unit"] == complaint.unit:
        raise Refused("Laporan ini sudah di unit itu.", "unit")
    before = complaint.klass
    _classify(complaint, given, given["unit"])
    if complaint.klass != before:
        timing.limited(complaint, current.settings().tenggat.of(complaint.klass))


def _postpone(complaint: Complaint, given: Given, who: str) -> None:
    today, limit = timezone.localdate(), current.settings().tenggat.tunda
    last = days.deadline(today, limit, days.holidays())
    if not today < given["sampai"] <= last:
        raise Refused(f"Tunda paling lama {limit} hari kerja, sampai {last:%d-%m-%Y}.", "sampai")
    complaint.postponed_until = given["sampai"]


def lacks_picture(complaint: Complaint) -> str:
    """Why a picture of what was done is needed before it is finished; empty where none is, or one is there."""
    category = current.settings().kategori.get(complaint.category)
    if not category or not category.foto_sesudah or complaint.photos.filter(kind=Photo.AFTER).exists():
        return ""
    return f"{category.nama} diselesaikan dengan foto sesudah."


def _finish(complaint: Complaint, given: Given, who: str) -> None:
    if not given.get("sesudah") and (why := lacks_picture(complaint)):
        raise Refused(why, "sesudah")


def _reopen(complaint: Complaint, given: Given, who: str) -> None:
    settings = current.settings()
    if complaint.reopened >= settings.batas.buka_lagi:
        raise Refused("Laporan ini sudah dibuka lagi sebanyak yang diperbolehkan. Kirim laporan baru.")
    complaint.reopened += 1
    complaint.asked_from = ""
    limit = settings.tenggat.of(complaint.klass) if complaint.unit else settings.tenggat.verifikasi
    timing.begin_again(complaint, limit)


_PREPARE: dict[str, Callable[[Complaint, Given, str], None]] = {
    "teruskan": _hand_on,
    "jawab": _answer_at_once,
    "minta-data": _ask_back,
    "tolak": _refuse,
    "gabung": _merge,
    "ke-sp4n": _to_nation,
    "alihkan": _pass_on,
    "tunda": _postpone,
    "selesaikan": _finish,
    "buka-lagi": _reopen,
    "cabut": _refuse,
}


def _clock(complaint: Complaint, before: str) -> None:
    """The clock stands still, goes on or ends, as the states say."""
    was, now = states.STATES[before], states.STATES[complaint.state]
    if now.waits:
        timing.stop(complaint)
    elif was.waits and not now.ended:
        timing.go_on(complaint)
    if was.waits and not now.waits:
        complaint.asked_from, complaint.postponed_until = "", None
    if complaint.state == states.DONE:
        timing.finish(complaint)
    if now.ended:
        complaint.closed_at = timezone.now()


def _assign(complaint: Complaint, who: str, before: str, *, speaks: bool) -> None:
    """The open row of who has it follows the state. ``speaks``: the office that has it does something."""
    today = timezone.localdate()
    running = Assignment.objects.filter(complaint=complaint, until=None)
    if speaks:
        running.filter(answered_on=None).update(answered_on=today)
    if complaint.told.ended or complaint.state == states.DONE:
        running.update(until=today)
        return
    if not complaint.unit:
        return
    if running.filter(unit=complaint.unit).exists():
        running.update(due=complaint.due)
    else:
        running.update(until=today)
        Assignment.objects.create(
            complaint=complaint, unit=complaint.unit, since=today, due=complaint.due, by=who
        )
    if before == states.HANDED and complaint.state == states.WORKING:
        running.update(taken_by=who)


def _pictures(complaint: Complaint, given: Given) -> None:
    public = bool(given.get("foto_umum")) and complaint.listed
    for name, kind in (("foto", Photo.REPORT), ("sebelum", Photo.BEFORE), ("sesudah", Photo.AFTER)):
        if given.get(name):
            intake.add_photos(complaint, given[name], kind, public=public and kind != Photo.REPORT)


def _answered(complaint: Complaint, given: Given, who: str) -> str:
    if not given.get("jawaban"):
        return ""
    respond(complaint, who, given["jawaban"], public=True, quiet=True)
    return str(given["jawaban"])


@transaction.atomic
def respond(
    complaint: Complaint, who: str, text: str, *, public: bool, speaks: bool = False, quiet: bool = False
) -> Response:
    """A word about it. ``speaks``: of the office that has it. ``quiet``: a move tells it already."""
    complaint = duplicates.locked(complaint) if not quiet else complaint
    made = Response.objects.create(
        complaint=complaint, who=who, unit=complaint.unit, public=public, text=masked(text.strip())
    )
    if speaks:
        silent = Assignment.objects.filter(complaint=complaint, until=None, answered_on=None)
        silent.update(answered_on=timezone.localdate())
    if not quiet:
        what = events.ANSWER if public else events.INTERNAL
        events.write(complaint, who, what, note=text, public=public)
    return made


@transaction.atomic
def new_token(complaint: Complaint, who: str) -> str:
    """For a reporter who lost the old one, which opens nothing any more. Refused where data is deleted."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if not complaint.token or complaint.cleared_at:
        raise Refused("Data laporan ini sudah dihapus menurut masa simpan.")
    token = tokens.new()
    complaint.token = tokens.digest(token)
    complaint.save(update_fields=["token"])
    events.write(complaint, who, "Kode pelacakan diganti")
    return token


@transaction.atomic
def rate(complaint: Complaint, stars: int, note: str) -> None:
    """Once for each answer. Refused."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    outcome = complaint.outcome
    if outcome is None or outcome.stars is not None:
        raise Refused("Laporan ini belum selesai, atau sudah Anda nilai.")
    if not 1 <= stars <= 5:
        raise Refused("Pilih satu sampai lima.", "bintang")
    outcome.stars, outcome.note = stars, masked(note.strip())
    outcome.save(update_fields=["stars", "note"])
    audit.record(intake.PUBLIC, "Dinilai", events.subject(complaint), kode=complaint.code, bintang=stars)
