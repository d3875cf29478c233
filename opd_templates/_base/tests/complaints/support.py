"""People and reports for the complaints' tests. Nobody in here exists."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase
from django.utils import timezone
from PIL import Image

from opd.complaints import moving, states
from opd.complaints.models import Complaint, Officer
from opd.complaints.sp4n.adapter import Outgoing
from opd.models import User

PASSWORD = "Bukit-Simarbela-2026"
NAME, PHONE, NIK = "Togar Misalan", "0812-3456-7890", "9999990109904321"
TEXT = "Sampah menumpuk sudah tiga hari di depan pasar contoh."
INSIDE, OUTSIDE = ("2,96", "99,06"), ("3,59", "98,67")
REPORT = Outgoing(
    "SQS-2026-000001", "Sampah", "Teks", "Sukamaju", 2.96, 99.06, "", "", "2026-01-02", "Masuk", True, False
)
GIVEN: dict[str, Any] = {
    "klasifikasi": states.PLAIN,
    "unit": "dlh",
    "teks_umum": TEXT,
    "teks_unit": TEXT,
    "tampil": "on",
    "jawaban": "Sampah sudah diangkut pagi ini.",
    "pertanyaan": "Di sebelah mana pasar itu?",
    "alasan": "Alasan yang dapat dibaca orang.",
}


def picture(side: int = 40, form: str = "JPEG", **more: Any) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (side, side), (30, 90, 60)).save(into, form, **more)
    return into.getvalue()


def file(name: str = "foto.jpg", body: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if body is None else body)


def report(**more: Any) -> dict[str, Any]:
    """What a citizen sends."""
    return {
        "kategori": "sampah/menumpuk",
        "uraian": TEXT,
        "kelurahan": "12.72.05.1007",
        "alamat": "Depan pasar contoh",
        "lintang": INSIDE[0],
        "bujur": INSIDE[1],
        "nama": NAME,
        "telepon": PHONE,
        "surel": "warga@contoh.invalid",
        "setuju": "on",
        **more,
    }


def member(*roles: str, name: str = "", unit: str = "") -> User:
    user = User.objects.create_user(name or roles[0], password=PASSWORD, is_staff=True)
    for role in roles:
        user.groups.add(Group.objects.get(name=role))
    if unit:
        Officer.objects.create(user=user, unit=unit)
    return user


def workday(days: int = 0) -> date:
    """A Monday, and so many days after it."""
    return date(2031, 3, 3) + timedelta(days=days)


class Cases:
    """``self.client`` is a citizen; ``self.staff(role)`` logs somebody in."""

    client: Client
    assertEqual: Any  # noqa: N815  # as unittest calls its own

    def staff(self, role: str, unit: str = "", name: str = "") -> Client:
        name = name or (f"{role}-{unit}" if unit else role)
        user = User.objects.filter(username=name).first() or member(role, name=name, unit=unit)
        client = Client()
        client.force_login(user)
        return client

    def hand_in(self, **more: Any) -> tuple[Complaint, str]:
        """Through the public form: the complaint and its token."""
        answer = self.client.post("/lapor/", report(**more))
        told = answer.context["form"].errors if answer.context else answer.status_code
        self.assertEqual(answer.status_code, 302, told)
        receipt = self.client.get(answer["Location"])
        return receipt.context["one"], receipt.context["token"]

    def moved(self, one: Complaint, *steps: str, **given: Any) -> Complaint:
        """Through moves, each by the first of its actors that may."""
        for step in steps:
            move = states.MOVES[step]
            order = (states.COORDINATOR, states.LIAISON, states.OVERSIGHT, states.REPORTER, states.SYSTEM)
            actor = next(actor for actor in order if actor in move.actors)
            asked = {**GIVEN, "sesudah": [(".jpg", ContentFile(picture()))], **given}
            one = moving.move(
                one,
                step,
                actor,
                frozenset({actor}),
                {name: asked[name] for name in (*move.asks, *move.may) if name in asked},
            )
        return one

    def tracked(self, token: str) -> Client:
        client = Client()
        self.assertEqual(client.post("/lacak/", {"kode": token}).status_code, 302)
        return client


class ComplaintsCase(Cases, TestCase):
    pass


class TogetherCase(Cases, TransactionTestCase):
    """What several do at once. It empties all tables afterwards, and the history refuses that: not while it is done."""

    def _fixture_teardown(self) -> None:
        for verb in ("DISABLE", "ENABLE"):
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE complaints_event {verb} TRIGGER USER")
            if verb == "DISABLE":
                super()._fixture_teardown()


def aged(one: Complaint, since: date) -> Complaint:
    """As if its clock and its state had begun on ``since``."""
    Complaint.objects.filter(pk=one.pk).update(
        received=since, opened_on=since, clock_since=since, state_since=since, stopped_on=None
    )
    one.assignments.update(since=since)
    one.refresh_from_db()
    return one


def noon(day: date) -> Any:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())
