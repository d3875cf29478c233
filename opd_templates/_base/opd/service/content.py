"""First content and made-up content (``opd seed``, ``opd demo``), whatever the schema is."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from opd import content, days
from opd.models import User
from opd.profile import profile
from opd.refusal import Refused
from opd.service import current, deadlines, letters, records
from opd.service.models import Record, Signer
from opd.service.schema import Field, Kind
from opd.service.schema.fields import FILES
from opd.service.schema.kinds import APPLICANT
from opd.service.values.choices import references

EACH = 12
_PLACES = (
    "Simpang Contoh",
    "Pasar Rekaan",
    "Taman Misal",
    "Jalan Umpama",
    "Lapangan Andai",
    "Terminal Semisal",
)
_WORDS = (
    "Melati",
    "Anggrek",
    "Kenanga",
    "Cempaka",
    "Mawar",
    "Dahlia",
    "Flamboyan",
    "Teratai",
    "Kamboja",
    "Bakung",
)


def seed() -> int:
    """Who signs: the head of the office, as the profile names them."""
    opd = profile()
    if Signer.objects.exists() or not opd.head_name:
        return 0
    Signer.objects.create(name=opd.head_name, title=opd.head_title or "Kepala", since=timezone.localdate())
    return 1


def demo() -> int:
    """A member of staff for each role (without a password), and records of each kind in all states."""
    if Record.objects.exists():
        return 0
    chosen = random.Random(5)  # noqa: S311  # made up, and the same each time
    staff = {role: _member(role) for role in current.schema().peran}
    if not Signer.objects.exists():
        Signer.objects.create(
            name="Butet Umpama", title="Kepala", since=timezone.localdate() - timedelta(days=400)
        )
    count = 0
    for code, kind in _referred_first():
        for number in range(EACH):
            count += _one(code, kind, staff, chosen, number)
    return count


def _referred_first() -> list[tuple[str, Kind]]:
    kinds = current.schema().jenis
    targets = {field.rujuk for kind in kinds.values() for field in kind.isian.values() if field.rujuk}
    return sorted(kinds.items(), key=lambda item: (item[0] not in targets, _needs(item[1])))


def _needs(kind: Kind) -> int:
    return sum(field.tipe == "rujukan" for field in kind.isian.values())


def _member(role: str) -> User:
    name = role.replace(" ", "-")
    user, made = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "first_name": role.capitalize()}
    )
    if made:
        user.set_unusable_password()
        user.save()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def _one(code: str, kind: Kind, staff: dict[str, User], chosen: random.Random, number: int) -> int:
    """A record some days old, moved as far as chance has it. Nought where it cannot be made."""
    cleaned = {
        name: value
        for name, field in kind.asked.items()
        if (value := sample(field, number, chosen)) is not None
    }
    if any(
        field.tipe == "rujukan" and field.wajib and name not in cleaned for name, field in kind.asked.items()
    ):
        return 0
    creator = staff[kind.buat[0]] if kind.buat and not kind.is_public else None
    try:
        record, _ = records.create(code, cleaned, user=creator)
    except Refused:
        return 0
    age = chosen.randint(0, 12)
    record.received -= timedelta(days=age)
    record.created_at -= timedelta(days=age)
    deadlines.start(record, kind, days.holidays())
    record.save()
    for _ in range(chosen.randint(0, 4) if kind.is_public or number > EACH // 2 else 1):
        record = _step(record, kind, staff, chosen)
    return 1


def _step(record: Record, kind: Kind, staff: dict[str, User], chosen: random.Random) -> Record:
    steps = [
        (name, move)
        for name, move in kind.langkah.items()
        if record.state in move.dari
        and not kind.status[move.ke].gugur
        and (kind.tenggat or not kind.status[move.ke].akhir)
    ]  # what a register keeps stays in use
    if not steps:
        return record
    name, step = chosen.choice(steps)
    role = step.oleh[0]
    who = APPLICANT if role == APPLICANT else staff[role].username
    cleaned = {one: value for one in step.isi if (value := sample(kind.isian[one], 1, chosen)) is not None}
    try:
        if step.surat and not record.letters.filter(code=step.surat, voided_at=None).exists():
            letters.make(record, step.surat, letters.signers(timezone.localdate())[0], who)
        return records.move(record, name, who, frozenset({role}), cleaned, "Contoh alasan untuk peragaan.")
    except Refused:
        return record


def sample(field: Field, number: int, chosen: random.Random) -> Any:
    """An answer of nobody, as a form would have cleaned it."""
    person = content.person(number)
    low = field.paling_sedikit or 1
    high = min(field.paling_banyak or (500_000 if field.tipe == "uang" else 10 * low + 50), 10**6)
    makers = {
        "teks": lambda: field.contoh[:-1] + str(number % 10) if field.pola else _text(field, number, person),
        "teks_panjang": lambda: (
            "Teks contoh untuk peragaan aplikasi ini." if not field.pribadi else person["address"]
        ),
        "angka": lambda: Decimal(chosen.randint(low, max(low, high))),
        "uang": lambda: Decimal(chosen.randint(low, max(low, high)) // 1000 * 1000 or low),
        "tanggal": lambda: (
            timezone.localdate()
            + timedelta(days={"lampau": -1, "mendatang": 30}.get(field.waktu, 0) * (1 + number % 9))
        ),
        "pilihan": lambda: chosen.choice(list(field.pilihan)),
        "pilihan_ganda": lambda: list(field.pilihan)[:1],
        "ya_tidak": lambda: chosen.random() < 0.5,
        "tempat": lambda: {
            "teks": f"{_PLACES[number % len(_PLACES)]} No. {number}",
            "lat": 2.95 + number / 1000,
            "lon": 99.05,
        },
        "nik": lambda: person["nik"],
        "telepon": lambda: person["phone"],
        "email": lambda: person["email"],
        "rujukan": lambda: chosen.choice(found)[0] if (found := references(field)) else None,
    }
    return None if field.tipe in FILES else makers[field.tipe]()


def _text(field: Field, number: int, person: dict[str, str]) -> str:
    return person["name"] if field.pribadi else f"{_WORDS[number % len(_WORDS)]} {number + 1}"
