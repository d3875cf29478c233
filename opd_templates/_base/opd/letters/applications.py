"""What happens to a request: it is written, sent, moved, ended; and everything is written down.

Each function is one transaction: the request's row is locked first, counters next, the audit log's lock last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from opd import audit, days, tokens
from opd.letters import access, counters, current, deadlines, doubles
from opd.letters.models import Application, Attachment, Event, Letter
from opd.letters.rules import clock, flow
from opd.letters.rules.kinds import LetterType
from opd.private import without_personal_numbers
from opd.refusal import Refused
from opd.uploads import Accepted

PUBLIC = "publik"
ABSENT = "Ketua {} belum memiliki akun pada layanan ini."
FIELDS = {
    "nama": "name",
    "nik": "nik",
    "kk": "card",
    "alamat": "address",
    "rt": "rt",
    "rw": "rw",
    "telepon": "phone",
}
"""What everybody is asked for → where it is kept."""
VOUCHED = ("nama", "nik", "alamat", "rt", "rw")
"""What RT and RW vouch for."""


@transaction.atomic
def draft(
    kind: LetterType, office: str, cleaned: Mapping[str, Any], channel: str, key: UUID | None, notice: str
) -> tuple[Application, str]:
    """A request that is not sent yet, and the token of whoever wrote it."""
    token = tokens.new()
    made = Application(
        pk=key or uuid4(),
        office=office,
        kind=kind.slug,
        channel=channel,
        token=tokens.digest(token),
        notice=notice,
    )
    _put(made, kind, cleaned)
    made.save(force_insert=True)
    _papers(made, kind, cleaned)
    return made, token


@transaction.atomic
def change(application: Application, cleaned: Mapping[str, Any]) -> Application:
    """The applicant's turn: answers and papers anew. What is empty of NIK, card, telephone and papers stays. For
    another person, or another place, RT and RW are asked again."""
    found = locked(application)
    if found.state not in ("draf", "belum_lengkap"):
        raise Refused("Permohonan ini sedang diproses dan tidak dapat diubah.")
    kind, before = current.kind(found.kind), _vouched(found)
    _put(found, kind, cleaned)
    undone = found.endorsed and _vouched(found) != before
    found.endorsed = found.endorsed and not undone
    _save(found)
    if undone:
        event(found, PUBLIC, "diganti", before=found.state)
    _papers(found, kind, cleaned)
    return found


def _vouched(application: Application) -> list[str]:
    return [getattr(application, FIELDS[code]) for code in VOUCHED]


def _put(application: Application, kind: LetterType, cleaned: Mapping[str, Any]) -> None:
    for code, field in FIELDS.items():
        if cleaned.get(code):
            setattr(application, field, cleaned[code])
    application.answers = {code: cleaned[code] for code in kind.fields if cleaned.get(code) not in (None, "")}


def _papers(application: Application, kind: LetterType, cleaned: Mapping[str, Any]) -> None:
    for paper in kind.requirements:
        accepted: Accepted | None = cleaned.get(paper.code)
        if accepted is None:
            continue
        for old in application.attachments.filter(code=paper.code):
            remove(old)
        accepted.content.name = f"{paper.code}{accepted.ending}"
        Attachment.objects.create(
            application=application,
            code=paper.code,
            file=accepted.content,
            ending=accepted.ending,
            size=accepted.content.size,
        )


def remove(attachment: Attachment) -> None:
    """The row, and the file once that is certain."""
    file = attachment.file
    attachment.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def _save(application: Application) -> None:
    """Refused where another one of the person and type is past the check already: the database knows."""
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        if "letters_one_decided_of_a_kind" in str(error):
            raise Refused(doubles.DECIDED) from None
        raise


@transaction.atomic
def submit(application: Application, who: str) -> Application:
    """Send a draft: it gets a place in the queue of the first day that has one. Refused."""
    found = locked(application)
    if found.state != "draf":
        raise Refused("Permohonan ini sudah dikirim.")
    kind, now = current.kind(found.kind), timezone.localtime()
    _queue(found, kind, limited=found.channel == "web")
    found.submitted_at = now
    _go(found, flow.target("kirim", kind.route), now)
    _save(found)
    event(found, who, "kirim", before="draf")
    audit.record(who, "permohonan surat masuk", subject(found), jenis=found.kind, kanal=found.channel)
    _past_absent(found, now)
    return found


def _queue(application: Application, kind: LetterType, *, limited: bool) -> None:
    rules = current.service()
    open_days = clock.service_days(
        timezone.localtime(), rules.limits.queue_days, rules.hours, days.holidays()
    )
    for day in open_days:
        if counters.quota(application.office, kind.slug, day, kind.quota if limited else None):
            application.queue_day = day
            application.queue_number = counters.queue(application.office, day)
            return
    raise Refused("Antrean jenis surat ini penuh. Coba lagi besok, atau datang ke kantor kelurahan.")


def is_electronic(application: Application) -> bool:
    """Whether its letter has an electronic signature."""
    return Letter.objects.filter(application=application, voided_at=None, electronic=True).exists()


@transaction.atomic
def move(
    application: Application,
    code: str,
    who: str,
    roles: Collection[str],
    *,
    reason: str = "",
    collector: str = "",
) -> Application:
    """Do a step; signatures are ``opd.letters.signing``'s. Refused."""
    found, step = begun(application, code, roles)
    if step.letter == "buat" or code == "kirim":
        raise RuntimeError(f"{code} is done elsewhere")
    if code == "camat_setuju" and is_electronic(found):
        raise Refused("Surat ini ditandatangani secara elektronik: camat juga menandatanganinya.")
    if step.needs != "alasan":
        reason = ""
    elif not reason.strip():
        raise Refused("Tulis alasannya.", "alasan")
    if step.needs == "pengambil":
        if not collector.strip():
            raise Refused("Tulis siapa yang mengambil.", "pengambil")
        found.collector = collector.strip()
    if step.letter == "batal":
        _void(found, who, reason)
    ended(found, code, who, reason=reason, now=timezone.localtime())
    return found


def begun(application: Application, code: str, roles: Collection[str]) -> tuple[Application, flow.Step]:
    """The locked request and the step, where it may be done. Refused."""
    found = locked(application)
    step = flow.possible(found.state, roles).get(code)
    if step is None or found.cleared_at:
        raise Refused("Langkah ini tidak dapat dilakukan: statusnya sudah berubah, atau bukan wewenang Anda.")
    return found, step


def ended(
    application: Application, code: str, who: str, *, reason: str = "", now: Any, **detail: Any
) -> None:
    """The request is in the step's next state, and that is written down."""
    kind, before = current.kind(application.kind), application.state
    application.endorsed = application.endorsed or flow.endorses(code, kind.route)
    if code == "periksa" or (code in ("ulangi", "camat_kembalikan")):
        application.taken_at = now
    if code == "lengkap":
        application.checked_by = who
    _go(application, flow.target(code, kind.route, endorsed=application.endorsed), now)
    _save(application)
    event(application, who, code, before=before, note=reason, **detail)
    audit.record(
        who, f"surat: {code}"[:50], subject(application), dari=before, ke=application.state, **detail
    )
    _past_absent(application, now)


def _past_absent(application: Application, now: Any) -> None:
    """An RT or RW without an account is not waited for: nobody could answer."""
    route = current.kind(application.kind).route
    while application.state in (flow.RT, flow.RW) and not access.endorsers(application).exists():
        before, answer = application.state, f"{application.state}_setuju"
        application.endorsed = flow.endorses(answer, route)
        _go(application, flow.target(answer, route), now)
        _save(application)
        event(application, flow.SYSTEM, "lewati", before=before, note=ABSENT.format(before.upper()))
        audit.record(flow.SYSTEM, "surat: lewati", subject(application), dari=before, ke=application.state)


def _go(application: Application, state: str, now: Any) -> None:
    was_closed = application.closed_at is not None
    application.state, application.moved_at = state, now
    if state not in flow.CLOSED:
        application.closed_at = None
    elif not was_closed or state == "diambil":
        application.closed_at = now
    deadlines.start(application, days.holidays())


def _void(application: Application, who: str, reason: str) -> None:
    letter = Letter.objects.filter(application=application, voided_at=None).first()
    if letter is None:
        return
    letter.voided_at, letter.voided_by = timezone.now(), who
    letter.voided_why = without_personal_numbers(reason.strip())
    letter.save(update_fields=["voided_at", "voided_by", "voided_why"])
    audit.record(who, "surat dicabut", subject(application), nomor=letter.number)


def event(
    application: Application, who: str, what: str, *, before: str = "", note: str = "", **detail: Any
) -> None:
    """NIKs and telephone numbers in the note are masked: more people read it than may open them."""
    Event.objects.create(
        application=application,
        who=who,
        what=what,
        before=before,
        after=application.state,
        note=without_personal_numbers(note.strip()),
        public=detail.pop("public", True),
        detail=detail,
    )


def locked(application: Application) -> Application:
    return Application.objects.select_for_update().get(pk=application.pk)


def subject(application: Application) -> str:
    """How the audit log names it."""
    return f"surat:{application.pk}"
