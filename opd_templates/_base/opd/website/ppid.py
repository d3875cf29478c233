"""What becomes of a request for information: who may do what when, and which day is the last one.

Clocks count working days (``opd.days``): an answer within 10, 7 more once and with a reason, an objection within 30
of the reason for it, its answer within 30 (UU 14/2008 articles 22, 35, 36; Perki 1/2021).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from opd import audit, days, retention, tokens
from opd.private import without_niks, without_personal_numbers
from opd.website.models.ppid import (
    CLOSED,
    DONE,
    EXTENDED,
    IN_WORK,
    RECEIVED,
    REFUSED,
    VERIFIED,
    InformationRequest,
    Objection,
    Step,
    day,
    numbered,
)

PERSONAL_DATA = "permohonan_informasi"  # its kind in privacy.yml
PROCESS, REFUSE, REVEAL, ANSWER = (
    "website.process_informationrequest",
    "website.refuse_informationrequest",
    "website.reveal_informationrequest",
    "website.answer_objection",
)


@dataclass(frozen=True, slots=True)
class Move:
    """``needs`` are the fields that must be filled in for it."""

    to: str
    title: str
    sources: tuple[str, ...]
    permission: str
    needs: tuple[str, ...] = ()


MOVES = {
    move.to: move
    for move in (
        Move(VERIFIED, "Verifikasi", (RECEIVED,), PROCESS),
        Move(IN_WORK, "Mulai proses", (VERIFIED,), PROCESS),
        Move(EXTENDED, "Perpanjang", (VERIFIED, IN_WORK), PROCESS, ("reason",)),
        Move(DONE, "Selesai", (IN_WORK, EXTENDED), PROCESS, ("answer",)),
        Move(REFUSED, "Tolak", (VERIFIED, IN_WORK, EXTENDED), REFUSE, ("reason", "basis")),
    )
}
NEEDED = {
    "reason": "Tulis alasannya: pemohon berhak mengetahuinya.",
    "basis": "Sebutkan dasar hukumnya, misalnya UU 14/2008 Pasal 17 huruf h.",
    "answer": "Tulis jawaban bagi pemohon.",
}


def told_days() -> dict[str, str]:
    """The clocks as texts name them, and how long who asked is kept."""
    clocks = ("ANSWER", "EXTENSION", "OBJECTION_WITHIN", "OBJECTION_ANSWER")
    told = {f"{clock.lower()}_days": str(getattr(settings, f"PPID_{clock}_DAYS")) for clock in clocks}
    return {**told, "kept_days": str(retention.kinds()[PERSONAL_DATA].retention_days)}


def notice() -> dict[str, str]:
    """What is said of personal data to who is about to give some: ``versi``, ``teks``."""
    kept = retention.kinds()[PERSONAL_DATA].retention_days
    return {**settings.PPID_NOTICE, "teks": settings.PPID_NOTICE["teks"].format(hari=kept)}


@transaction.atomic
def file(request: InformationRequest) -> str:
    """Take a new request in. Its token, which is told this once and kept nowhere."""
    token = tokens.new()
    received = day()
    request.token_index = tokens.digest(token)
    request.number = numbered(received.year)
    request.received = received
    request.due = _due(request, days.holidays())
    request.status = RECEIVED
    request.notice = settings.PPID_NOTICE["versi"]
    request.information, request.purpose = map(
        without_personal_numbers, (request.information, request.purpose)
    )
    request.save()
    request.steps.create(who="publik", status=RECEIVED)
    audit.record("publik", "permohonan informasi diterima", request.number)
    return token


def _due(request: InformationRequest, holidays: Collection[date]) -> date:
    due = days.deadline(request.received, settings.PPID_ANSWER_DAYS, holidays)
    return days.deadline(due, settings.PPID_EXTENSION_DAYS, holidays) if request.extension_reason else due


def renew(**_: object) -> None:
    """A holiday was added or taken away: the deadlines of what is open move."""
    holidays = days.holidays()
    for request in InformationRequest.objects.exclude(status__in=CLOSED).iterator():
        InformationRequest.objects.filter(pk=request.pk).update(due=_due(request, holidays))
    for objection in Objection.objects.filter(answered=None).iterator():
        due = _objection_due(objection.received, holidays)
        Objection.objects.filter(pk=objection.pk).update(due=due)


def _objection_due(received: date, holidays: Collection[date]) -> date:
    return days.deadline(received, settings.PPID_OBJECTION_ANSWER_DAYS, holidays)


def possible(request: InformationRequest, user: Any) -> list[Move]:
    return [
        move
        for move in MOVES.values()
        if request.status in move.sources
        and user.has_perm(move.permission)
        and not _is_extended_twice(request, move)
    ]


def _is_extended_twice(request: InformationRequest, move: Move) -> bool:
    return move.to == EXTENDED and bool(request.extension_reason)


@transaction.atomic
def move(key: int, to: str, user: Any, **given: Any) -> InformationRequest:
    """``given``: reason, basis, answer, document. PermissionDenied, or ValidationError in Indonesian."""
    request = InformationRequest.objects.select_for_update().get(pk=key)
    wanted = MOVES.get(to)
    if wanted is None or request.status not in wanted.sources:
        raise ValidationError(
            f"Permohonan berstatus {request.status} tidak dapat menjadi {to}.", code="status"
        )
    if not user.has_perm(wanted.permission):
        raise PermissionDenied
    if _is_extended_twice(request, wanted):
        raise ValidationError("Waktu hanya dapat diperpanjang satu kali.", code="perpanjangan")
    if missing := {name: NEEDED[name] for name in wanted.needs if not str(given.get(name) or "").strip()}:
        raise ValidationError(missing)
    given = {name: without_niks(told) if isinstance(told, str) else told for name, told in given.items()}
    _APPLY.get(to, lambda _request, _given: None)(request, given)
    request.status = to
    request.save()
    note = str(given.get("reason") or given.get("answer") or "")
    Step.objects.create(request=request, who=user.get_username(), status=to, note=note)
    audit.record(user.get_username(), f"permohonan informasi {to}", request.number)
    return request


def _extend(request: InformationRequest, given: dict[str, Any]) -> None:
    if day() > request.due:
        raise ValidationError("Tenggatnya sudah lewat: waktu diperpanjang sebelum itu.", code="lewat")
    request.extension_reason = given["reason"]
    request.due = _due(request, days.holidays())


def _finish(request: InformationRequest, given: dict[str, Any]) -> None:
    request.answer, request.document, request.closed = given["answer"], given.get("document"), day()


def _refuse(request: InformationRequest, given: dict[str, Any]) -> None:
    request.answer, request.refusal_basis, request.closed = given["reason"], given["basis"], day()


_APPLY: dict[str, Callable[[InformationRequest, dict[str, Any]], None]] = {
    EXTENDED: _extend,
    DONE: _finish,
    REFUSED: _refuse,
}


def why_no_objection(request: InformationRequest, today: date, holidays: Collection[date]) -> str:
    """Why nobody may object now; empty: one may. Reasons for it are a closing, or a due day that passed."""
    if hasattr(request, "objection"):
        return "Keberatan atas permohonan ini sudah diterima."
    if request.status not in CLOSED and today <= request.due:
        return f"Permohonan ini masih diproses sampai {request.due:%d-%m-%Y}."
    since = request.closed if request.status in CLOSED and request.closed else request.due
    last = days.deadline(since, settings.PPID_OBJECTION_WITHIN_DAYS, holidays)
    return f"Keberatan diajukan paling lambat {last:%d-%m-%Y}." if today > last else ""


@transaction.atomic
def object_to(request: InformationRequest, ground: str, text: str) -> Objection:
    """ValidationError where it is too early, too late, or was done."""
    today, holidays = day(), days.holidays()
    request = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if reason := why_no_objection(request, today, holidays):
        raise ValidationError(reason, code="keberatan")
    made = Objection.objects.create(
        request=request,
        ground=ground,
        text=without_personal_numbers(text),
        received=today,
        due=_objection_due(today, holidays),
    )
    request.steps.create(who="publik", status="keberatan")
    audit.record("publik", "keberatan diterima", request.number)
    return made


@transaction.atomic
def answer_objection(key: int, user: Any, decision: str, answer: str) -> Objection:
    objection = Objection.objects.select_for_update(of=("self",)).select_related("request").get(pk=key)
    if not user.has_perm(ANSWER):
        raise PermissionDenied
    if objection.answered:
        raise ValidationError("Keberatan ini sudah ditanggapi.", code="sudah")
    answer = without_niks(answer)
    objection.decision, objection.answer, objection.answered = decision, answer, day()
    objection.save()
    objection.request.steps.create(who=user.get_username(), status="keberatan ditanggapi", note=answer)
    audit.record(user.get_username(), "keberatan ditanggapi", objection.request.number, putusan=decision)
    return objection
