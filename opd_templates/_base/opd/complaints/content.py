"""Made-up content (``opd demo``): officers of each role, and complaints in every state. Nobody in it exists."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from opd import content, days
from opd.complaints import current, intake, moving, states, timing
from opd.complaints.models import Complaint, Officer
from opd.complaints.roles import ROLES
from opd.models import User

COUNT = 36
_SITES = (
    "pasar contoh",
    "simpang misal",
    "Jalan Umpama",
    "Gang Rekaan",
    "lapangan andai",
    "terminal semisal",
)
_SIGHTS = (
    "Sudah tiga hari begini dan makin parah, mohon segera ditangani.",
    "Warga sekitar terganggu, terutama pada pagi hari.",
    "Sudah pernah ditangani bulan lalu tetapi terjadi lagi.",
    "Membahayakan anak sekolah yang lewat setiap hari.",
)
_COURSES = (
    (),
    ("teruskan",),
    ("teruskan", "mulai"),
    ("teruskan", "mulai", "selesaikan"),
    ("teruskan", "mulai", "selesaikan", "nilai"),
    ("teruskan", "mulai", "selesaikan", "nilai"),
    ("teruskan", "minta-data"),
    ("teruskan", "mulai", "tunda"),
    ("tolak",),
    ("teruskan", "mulai", "selesaikan", "buka-lagi"),
    ("jawab", "nilai"),
    ("ke-sp4n",),
)


def demo() -> int:
    """How many complaints were made. Officers have no password."""
    if Complaint.objects.exists():
        return 0
    chosen = random.Random(7)  # noqa: S311  # made up, and the same each time
    for role in ROLES:
        _member(role)
    for unit in current.settings().unit:
        if unit != current.settings().pengawasan:
            user = _member(states.LIAISON, f"penghubung-{unit}")
            Officer.objects.update_or_create(user=user, defaults={"unit": unit})
    Officer.objects.update_or_create(
        user=User.objects.get(username=states.LIAISON), defaults={"unit": next(iter(current.settings().unit))}
    )
    for number in range(COUNT):
        _one(number, chosen)
    return COUNT


def _member(role: str, name: str = "") -> User:
    user, made = User.objects.get_or_create(
        username=name or role, defaults={"is_staff": True, "first_name": (name or role).capitalize()}
    )
    if made:
        user.set_unusable_password()
        user.save()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def _one(number: int, chosen: random.Random) -> None:
    settings, areas = current.settings(), sorted(current.areas().codes())
    code = chosen.choice(list(settings.kategori))
    category, person = settings.kategori[code], content.person(number)
    sub = chosen.choice([*category.sub, ""]) if category.sub else ""
    what = category.sub.get(sub, category.nama)
    pictures = [(".jpg", picture(number))] if number % 3 == 0 else []
    given = {
        "category": code,
        "sub": sub,
        "text": f"{what} di dekat {chosen.choice(_SITES)}. {chosen.choice(_SIGHTS)}",
        "village": chosen.choice(areas),
        "address": f"Dekat {chosen.choice(_SITES)}",
        "place": (2.93 + chosen.random() * 0.06, 99.03 + chosen.random() * 0.05) if number % 2 else None,
        "anonymous": number % 5 == 0,
        "confidential": number % 11 == 0,
        "name": person["name"],
        "phone": person["phone"],
        "email": person["email"],
        "nik": "",
    }
    one, _ = intake.take(given, pictures)
    _age(one, chosen.randint(0, 12))
    oversee = number % 12 == 2
    for step in _COURSES[number % len(_COURSES)]:
        one = _step(one, step, chosen, oversee=oversee)


def _age(one: Complaint, old: int) -> None:
    """It came some days ago."""
    one.received -= timedelta(days=old)
    one.clock_since = one.state_since = one.opened_on = one.received
    one.created_at -= timedelta(days=old)
    one.due = one.clock.due(days.holidays())
    one.save()


def _step(one: Complaint, step: str, chosen: random.Random, *, oversee: bool) -> Complaint:
    if step == "nilai":
        moving.rate(one, chosen.choice((3, 4, 5, 5)), "Terima kasih.")
        return one
    settings, category = current.settings(), current.settings().kategori[one.category]
    given: dict[str, Any] = {
        "klasifikasi": states.OVERSEEN if oversee else states.PLAIN,
        "unit": settings.pengawasan if oversee else category.unit,
        "teks_umum": one.text,
        "teks_unit": one.text,
        "tampil": True,
        "jawaban": "Petugas kami sudah ke lokasi dan menanganinya. Terima kasih atas laporannya.",
        "pertanyaan": "Mohon jelaskan patokan terdekatnya.",
        "alasan": "Contoh alasan untuk peragaan.",
        "sp4n": f"CONTOH-{one.code[-6:]}",
        "sampai": timezone.localdate() + timedelta(days=7),
        "sesudah": [(".jpg", picture(99))],
        "foto_umum": True,
    }
    move = states.MOVES[step]
    given = {name: given[name] for name in (*move.asks, *move.may) if name in given}
    actor = _actor(one, move)
    name = {states.LIAISON: f"penghubung-{one.unit}"}.get(actor, actor)
    one = moving.move(one, step, name, frozenset({actor}), given)
    if step == "teruskan" and one.received < timezone.localdate():
        timing.begin(one, one.received, one.clock_days)
        one.save()
    return one


def _actor(one: Complaint, move: states.Move) -> str:
    if states.OVERSIGHT in move.actors and one.klass == states.OVERSEEN:
        return states.OVERSIGHT
    order = (states.LIAISON, states.COORDINATOR, states.REPORTER)
    return next(actor for actor in order if actor in move.actors and (actor != states.LIAISON or one.unit))


def picture(number: int) -> ContentFile:
    """A drawing that is plainly no photograph."""
    from PIL import Image, ImageDraw

    made = Image.new("RGB", (320, 240), (60 + number * 3 % 120, 110, 90))
    draw = ImageDraw.Draw(made)
    draw.polygon([(0, 240), (110, 120), (200, 190), (320, 90), (320, 240)], fill=(40, 60, 55))
    draw.text((12, 12), f"GAMBAR CONTOH {number}", fill="white")
    into = io.BytesIO()
    made.save(into, "JPEG", quality=70)
    return ContentFile(into.getvalue())
