"""Made-up content (``opd demo``) and who signs first (``opd seed``). Nobody in it exists."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from opd import content
from opd.letters import applications, current, offices, signing
from opd.letters.models import Application, Official, Placement
from opd.letters.rules import flow
from opd.letters.rules.kinds import Field, LetterType
from opd.models import User
from opd.refusal import Refused
from opd.uploads import Accepted

EACH = 12
PAPER = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
WAY = ("periksa", "lengkap", "tanda_tangani", "serahkan")
STAFF = {"periksa": "operator", "lengkap": "operator", "tanda_tangani": "lurah", "serahkan": "operator"}


def seed() -> int:
    """The lurah that the profile names."""
    made = 0
    for office in offices.offices().values():
        if office.profile.head_name and not Official.objects.filter(office=office.id).exists():
            today = timezone.localdate()
            Official.objects.create(
                office=office.id, position="lurah", name=office.profile.head_name, since=today
            )
            made += 1
    return made


def demo() -> int:
    """Staff of each kelurahan (without passwords), and requests in all states."""
    if Application.objects.exists():
        return 0
    chosen, count = random.Random(7), 0  # noqa: S311  # made up, and the same each time
    for office in offices.offices().values():
        staff = {
            role: _member(role, office.id)
            for role in ("operator", "kasi", "lurah", "sekretaris", "rt", "rw", "camat")
        }
        _officials(office.id)
        kinds = [kind for kind in current.types().values() if kind.from_home]
        for number in range(EACH):
            count += _one(kinds[number % len(kinds)], office.id, staff, chosen, number)
    return count


def _member(role: str, office: str) -> User:
    name = role if office == offices.ONLY else f"{role}-{office}"
    user, made = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "first_name": role.capitalize()}
    )
    if made:
        user.set_unusable_password()
        user.save()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    area = {"rt": "001" if role == "rt" else "", "rw": "001"} if role in ("rt", "rw") else {}
    Placement.objects.get_or_create(user=user, office=office, defaults=area)
    return user


def _officials(office: str) -> None:
    since = timezone.localdate() - timedelta(days=400)
    for position, name in (
        ("lurah", "Butet Umpama"),
        ("sekretaris", "Made Andai"),
        ("camat", "Togar Misalan"),
    ):
        if not Official.objects.filter(office=office, position=position).exists():
            Official.objects.create(office=office, position=position, name=name, since=since)


def _one(kind: LetterType, office: str, staff: dict[str, User], chosen: random.Random, number: int) -> int:
    try:
        made, _ = applications.draft(
            kind, office, filled(kind, number), "web", None, current.service().notice_version
        )
        applications.submit(made, applications.PUBLIC)
        _forward(made, staff, chosen.randint(0, len(WAY)))
    except Refused:
        return 0
    return 1


def _forward(application: Application, staff: dict[str, User], steps: int) -> None:
    """As far as ``steps`` of the way through the kelurahan."""
    if steps:
        for role in (flow.RT, flow.RW):
            application.refresh_from_db()
            if application.state == role:
                applications.move(application, f"{role}_setuju", staff[role].username, {role})
    for code in WAY[:steps]:
        application.refresh_from_db()
        role = STAFF[code]
        who = staff[role].username
        if code == "tanda_tangani":
            official = Official.objects.filter(office=application.office, position="lurah").first()
            signing.sign(application, official, who, {role}, current.service().paper)  # type: ignore[arg-type]  # made above
        elif application.state in flow.STEPS[code].sources:
            applications.move(application, code, who, {role}, collector="Pemohon sendiri")


def filled(kind: LetterType, number: int) -> dict[str, Any]:
    """Answers of nobody, as a form would have cleaned them."""
    person = content.person(number + 1)
    common = {
        "nama": person["name"],
        "nik": person["nik"],
        "kk": content.nik(5000 + number),
        "alamat": person["address"],
        "rt": "001",
        "rw": "001",
        "telepon": person["phone"],
    }
    papers = {
        paper.code: Accepted("application/pdf", ".pdf", ContentFile(PAPER)) for paper in kind.requirements
    }
    return {**common, **papers, **{code: sample(field, number) for code, field in kind.fields.items()}}


def sample(field: Field, number: int) -> Any:
    today = timezone.localdate()
    if field.kind in ("angka", "uang"):
        low = field.least or 1
        return min(max(low, 2 + number), field.most or 10**9) if field.kind == "angka" else 1_500_000
    if field.code == "lahir_tanggal":
        return date(1990, 1 + number % 12, 1 + number % 28).isoformat()
    if field.kind == "tanggal":
        return (today + timedelta(days=-3 if field.when == "lampau" else 20)).isoformat()
    if field.kind == "pilihan":
        return next(iter(field.choices or {}))
    return field.example or f"Isian contoh untuk peragaan {number + 1}"
