"""What happens to a record: it comes, is moved, changed or taken back, and everything is written down.

Each function is one transaction: the record's row is locked first, a number's row next, the audit log's lock last.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from opd import audit, days, tokens
from opd.private import blind, without_personal_numbers
from opd.refusal import Refused
from opd.service import answers, current, deadlines, numbers, values
from opd.service.models import Event, Record
from opd.service.schema import Kind
from opd.service.schema.kinds import APPLICANT

PUBLIC = "publik"


@transaction.atomic
def create(
    code: str, cleaned: Mapping[str, Any], user: Any = None, key: UUID | None = None, notice: str = ""
) -> tuple[Record, str]:
    """A new record, and the token of who handed it in (empty for a register of the staff's). Refused."""
    kind, today = current.kind(code), timezone.localdate()
    _only_one_open(code, kind, _kept(kind, cleaned))
    _within_limits(code, kind, cleaned)
    token = tokens.new() if kind.is_public else ""
    record = Record(
        pk=key or uuid4(),
        kind=code,
        number=numbers.assign(code, kind.nomor, current.schema().kode, today),
        token=tokens.digest(token),
        state=kind.awal,
        notice=notice,
        created_by=user,
        received=today,
    )
    holidays = days.holidays()
    deadlines.start(record, kind, holidays)
    deadlines.moved(record, kind, "", holidays)
    record.save(force_insert=True)
    answers.put(record, kind, cleaned)
    record.save(update_fields=["data", "title"])
    who = user.get_username() if user else PUBLIC
    event(record, who, "masuk", after=record.state, public=True)
    audit.record(who, "berkas masuk", subject(record), nomor=record.number)
    return record, token


@transaction.atomic
def move(
    record: Record, code: str, who: str, roles: frozenset[str], cleaned: Mapping[str, Any], reason: str = ""
) -> Record:
    """``roles`` are the staff's, or ``pemohon`` for whoever holds the token. Refused."""
    record = _locked(record)
    kind = current.kind(record.kind)
    step = kind.moves(record.state, roles).get(code)
    if step is None:
        raise Refused("Langkah ini tidak dapat dilakukan: statusnya sudah berubah, atau bukan wewenang Anda.")
    _allowed(record, kind, code, who, roles)
    if step.alasan and not reason.strip():
        raise Refused("Tulis alasannya.", "_alasan")
    before, given = record.state, {name: cleaned[name] for name in step.isi if name in cleaned}
    if not kind.status[step.ke].akhir:
        reopened = answers.read_named(record, kind, kind.satu_terbuka) if kind.status[before].akhir else None
        _only_one_open(record.kind, kind, _kept(kind, given) or reopened, record)
    _within_limits(record.kind, kind, given, record)
    changed = answers.put(record, kind, given)
    record.state = step.ke
    if step.tambah_hari:
        record.extended_days += step.tambah_hari
        deadlines.start(record, kind, days.holidays())
    deadlines.moved(record, kind, before, days.holidays())
    record.save()
    event(
        record,
        who,
        "langkah",
        step=code,
        before=before,
        after=record.state,
        note=reason,
        public=True,
        isian=changed,
    )
    audit.record(who, f"langkah {code}"[:50], subject(record), dari=before, ke=record.state, isian=changed)
    return record


def _allowed(record: Record, kind: Kind, code: str, who: str, roles: frozenset[str]) -> None:
    step = kind.langkah[code]
    if record.reverses_id or record.is_reversed:
        raise Refused("Catatan ini sudah dibalik.")
    if record.cleared_at:
        raise Refused("Data berkas ini sudah dihapus.")
    done = Event.objects.filter(record=record, who=who)
    before = Q(step__in=step.bukan_pelaku, what="langkah")
    if "buat" in step.bukan_pelaku:
        before |= Q(what="masuk")
    if step.bukan_pelaku and APPLICANT not in roles and done.filter(before).exists():
        raise Refused(
            "Langkah ini harus dilakukan orang lain: Anda sudah bertindak pada berkas ini sebelumnya."
        )
    if step.tambah_hari and record.events.filter(what="langkah", step=code).exists():
        raise Refused("Waktunya sudah pernah diperpanjang; hanya dapat sekali.")
    if step.surat and not record.letters.filter(code=step.surat, voided_at=None).exists():
        raise Refused(f"Buat dahulu {kind.surat[step.surat].nama.lower()}.")


@transaction.atomic
def change(record: Record, who: str, cleaned: Mapping[str, Any], reason: str) -> Record:
    """Correct answers where the kind says ``koreksi: ubah``. Old and new plain answers are kept in the history."""
    record = _locked(record)
    kind = current.kind(record.kind)
    if kind.koreksi != "ubah" or record.cleared_at:
        raise Refused("Berkas ini tidak dapat diubah.")
    before = dict(record.data)
    if record.closed_at is None:
        _only_one_open(record.kind, kind, _kept(kind, cleaned), record)
    _within_limits(record.kind, kind, cleaned, record)
    changed = answers.put(record, kind, cleaned)
    if not changed:
        return record
    record.save(update_fields=["data", "title"])
    old = {name: before.get(name) for name in changed if not kind.isian[name].is_personal}
    event(record, who, "ubah", note=reason, isian=changed, semula=old)
    audit.record(who, "ubah", subject(record), isian=changed)
    return record


@transaction.atomic
def reverse(record: Record, user: Any, reason: str) -> Record:
    """An entry that takes ``record`` back; both stay. Refused."""
    record = _locked(record)
    kind, today = current.kind(record.kind), timezone.localdate()
    if kind.koreksi != "balik" or record.reverses_id or record.is_reversed:
        raise Refused("Catatan ini tidak dapat dibalik, atau sudah dibalik.")
    if not reason.strip():
        raise Refused("Tulis alasannya.", "_alasan")
    who = user.get_username()
    made = Record(
        kind=record.kind,
        number=numbers.assign(record.kind, kind.nomor, current.schema().kode, today),
        state=record.state,
        title=record.title,
        data=answers.negated(record, kind),
        created_by=user,
        received=today,
        closed_at=timezone.now(),
        reverses=record,
    )
    made.save(force_insert=True)
    if record.closed_at is None:
        record.closed_at = timezone.now()
        record.save(update_fields=["closed_at"])
    event(made, who, "masuk", after=made.state, note=reason, membalik=record.number)
    event(record, who, "balik", note=reason, oleh=made.number)
    audit.record(who, "balik", subject(record), nomor=record.number, oleh=made.number)
    return made


def note(record: Record, who: str, text: str, *, public: bool) -> Event:
    """NIKs and telephone numbers in it are masked: more people read it than may open them."""
    return event(record, who, "catatan", note=text, public=public)


def event(
    record: Record,
    who: str,
    what: str,
    *,
    step: str = "",
    before: str = "",
    after: str = "",
    note: str = "",
    public: bool = False,
    **detail: Any,
) -> Event:
    told = without_personal_numbers(note.strip())
    return Event.objects.create(
        record=record,
        at=timezone.now(),
        who=who,
        what=what,
        step=step,
        before=before,
        after=after,
        note=told,
        public=public,
        detail=detail,
    )


def subject(record: Record) -> str:
    """How the audit log names it."""
    return f"{record.kind}:{record.pk}"


def _locked(record: Record) -> Record:
    return Record.objects.select_for_update().get(pk=record.pk)


def _kept(kind: Kind, cleaned: Mapping[str, Any]) -> Any:
    """The answer of which there may be one open record, as it will be kept."""
    name = kind.satu_terbuka
    return values.of(kind.isian[name]).keep(cleaned[name]) if name and cleaned.get(name) else None


def _only_one_open(code: str, kind: Kind, kept: Any, but: Record | None = None) -> None:
    """Refused where a record other than ``but`` is open with the answer ``kept``."""
    name = kind.satu_terbuka
    if not name or kept is None:
        return
    field, digest = kind.isian[name], blind(str(kept))
    with connection.cursor() as cursor:  # two that come at once wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{code} {name} {digest}"])
    others = Record.objects.filter(kind=code, closed_at=None).exclude(pk=but.pk if but else None)
    found = (
        others.filter(searchable__field=name, searchable__hash=digest)
        if field.is_sealed
        else others.filter(**{f"data__{name}": kept})
    )
    if found.exists():
        raise Refused(f"Masih ada {kind.nama.lower()} yang berjalan dengan {field.label} ini.", name)


def _within_limits(code: str, kind: Kind, cleaned: Mapping[str, Any], but: Record | None = None) -> None:
    """``batas``: how many may refer to a record that says so itself. ``but`` is not counted."""
    out = [state for state, one in kind.status.items() if one.gugur]
    for name, field in kind.asked.items():
        if field.tipe != "rujukan" or not field.batas or not cleaned.get(name):
            continue
        target = Record.objects.select_for_update().get(pk=cleaned[name])
        taken = Record.objects.filter(kind=code, **{f"data__{name}": str(target.pk)}).exclude(state__in=out)
        if taken.exclude(pk=but.pk if but else None).count() >= int(target.data.get(field.batas) or 0):
            raise Refused(f"{field.label} ini sudah penuh.", name)
