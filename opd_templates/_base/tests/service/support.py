"""People and answers for the service's tests. Nobody in here exists."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase
from django.utils import timezone
from PIL import Image

from opd import content
from opd.models import User
from opd.service import records
from opd.service.models import Record, Signer

PASSWORD = "Bukit-Simarbela-2026"


def picture(side: int = 40, form: str = "JPEG", **more: Any) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (side, side), (30, 90, 60)).save(into, form, **more)
    return into.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def file(name: str, body: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if body is None else body)


def member(*roles: str, name: str = "") -> User:
    user = User.objects.create_user(name or roles[0].replace(" ", "-"), password=PASSWORD, is_staff=True)
    for role in roles:
        user.groups.add(Group.objects.get(name=role))
    return user


def signer(**more: Any) -> Signer:
    told = {"name": "Butet Umpama", "title": "Kepala Dinas", "since": date(2020, 1, 1), **more}
    return Signer.objects.create(**told)


def permit(number: int = 1, **more: Any) -> dict[str, Any]:
    """What a citizen types into the form of `izin`."""
    person = content.person(number)
    return {
        "nama": person["name"],
        "nik": person["nik"],
        "telepon": "+62 812-3456-7890",
        "surel": "warga@contoh.invalid",
        "alamat": "Jalan Rekaan No. 5",
        "nama_usaha": f"Warung Contoh {number}",
        "nib": "9120001234567",
        "bentuk": "papan",
        "sisi": ["depan", "belakang"],
        "luas": "12,5",
        "nilai": "Rp 1.500.000",
        "mulai": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "menyala": "ya",
        "lokasi_teks": "Jalan Contoh No. 1",
        "lokasi_lat": "2,959",
        "lokasi_lon": "99.06",
        "ktp": file("ktp.jpg"),
        "foto": file("foto.jpg"),
        "_setuju": "on",
        **more,
    }


class ServiceCase(TestCase):
    """``self.client`` is a citizen; ``self.staff(role)`` logs somebody in."""

    def staff(self, *roles: str, name: str = "") -> Client:
        user = User.objects.filter(username=name or roles[0].replace(" ", "-")).first() or member(
            *roles, name=name
        )
        client = Client()
        client.force_login(user)
        client.user = user  # type: ignore[attr-defined]  # for tests to name
        return client

    def hand_in(self, number: int = 1, **more: Any) -> tuple[Record, str]:
        """A permit through the public form: the record and its token."""
        answer = self.client.post("/permohonan/izin/", permit(number, **more))
        self.assertEqual(
            answer.status_code, 302, getattr(answer, "context", None) and answer.context["form"].errors
        )
        receipt = self.client.get(answer["Location"])
        return Record.objects.order_by("-created_at").first(), receipt.context["token"]  # type: ignore[return-value]

    def moved(self, record: Record, *steps: tuple[str, str], **cleaned: Any) -> Record:
        """Through moves, each by (role, move), as a member of that role."""
        for role, step in steps:
            record = records.move(
                record, step, role.replace(" ", "-"), frozenset({role}), cleaned, "Alasan uji coba"
            )
        return record


class TogetherCase(TransactionTestCase):
    """What several do at once. It empties all tables afterwards, and the history refuses that: not while it is done."""

    def _fixture_teardown(self) -> None:
        for verb in ("DISABLE", "ENABLE"):
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE service_event {verb} TRIGGER service_history_frozen")
            if verb == "DISABLE":
                super()._fixture_teardown()
