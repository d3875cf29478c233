"""People and answers for the letters' tests. Nobody in here exists."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase, override_settings
from PIL import Image

from opd import content
from opd.letters import applications, current, signing
from opd.letters import content as letters_content
from opd.letters.models import Application, Letter, Official, Placement
from opd.letters.offices import ONLY
from opd.models import User

PASSWORD = "Bukit-Simarbela-2026"
PDF = letters_content.PAPER
SHORT = "pengantar_skck"
"""A type without RT, RW, camat."""
FROZEN = {"letters_event": "letters_history_kept", "letters_letter": "letters_register_kept"}
TWO = [
    {"id": "kel-satu", "name": "Kelurahan Satu", "short_name": "Satu", "host": "satu.contoh.test"},
    {"id": "kel-dua", "name": "Kelurahan Dua", "short_name": "Dua", "host": "dua.contoh.test"},
]


def picture(form: str = "JPEG", **more: Any) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (40, 40), (30, 90, 60)).save(into, form, **more)
    return into.getvalue()


def paper(name: str = "ktp.pdf", body: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def typed(slug: str = SHORT, number: int = 1, **more: Any) -> dict[str, Any]:
    """What a citizen types into a form, and the papers."""
    kind, person = current.kind(slug), content.person(number)
    own = {code: letters_content.sample(field, number) for code, field in kind.fields.items()}
    papers = {one.code: paper(f"{one.code}.pdf") for one in kind.requirements}
    common = {
        "nama": person["name"],
        "nik": person["nik"],
        "kk": content.nik(4000 + number),
        "alamat": "Jalan Rekaan No. 5",
        "rt": "1",
        "rw": "002",
        "telepon": "0812-3456-7890",
    }
    return {**common, **own, **papers, "_setuju": "on", **more}


def member(role: str, office: str = "", name: str = "", **area: str) -> User:
    user = User.objects.create_user(
        name or f"{role} {office}".strip().replace(" ", "-"), password=PASSWORD, is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    if office or area:
        Placement.objects.create(user=user, office=office or ONLY, **area)
    return user


def official(position: str = "lurah", office: str = ONLY, **more: Any) -> Official:
    """The one that is there, where it is the same."""
    told = {"name": "Butet Umpama", "since": date(2020, 1, 1), **more}
    return Official.objects.get_or_create(position=position, office=office, **told)[0]


class LettersCase(TestCase):
    """``self.client`` is a citizen; ``self.staff(role)`` logs somebody in."""

    def staff(self, role: str, office: str = "", name: str = "", **area: str) -> Client:
        wanted = name or f"{role} {office}".strip().replace(" ", "-")
        user = User.objects.filter(username=wanted).first() or member(role, office, wanted, **area)
        client = Client()
        client.force_login(user)
        return client

    def written(
        self, slug: str = SHORT, number: int = 1, client: Client | None = None, **more: Any
    ) -> Application:
        """A draft, through the public form."""
        asked = client or self.client
        answer = asked.post(f"/surat/{slug}/", typed(slug, number, **more))
        errors = answer.context["form"].errors if answer.context and "form" in answer.context else answer
        self.assertEqual(answer.status_code, 302, errors)
        return Application.objects.order_by("-created_at")[0]

    def sent(self, slug: str = SHORT, number: int = 1, **more: Any) -> tuple[Application, str]:
        """A request through the public form, and its token."""
        made = self.written(slug, number, **more)
        self.assertEqual(self.client.post("/permohonan/kirim/").status_code, 302)
        receipt = self.client.get("/permohonan/tanda-terima/")
        return Application.objects.get(pk=made.pk), receipt.context["token"]

    def moved(self, application: Application, *steps: tuple[str, str], **more: str) -> Application:
        """By (role, step), each as a member of that role."""
        for role, step in steps:
            application = applications.move(
                application,
                step,
                role,
                {role},
                **{"reason": "Alasan uji coba", "collector": "Pemohon", **more},
            )
        return application

    def checked(self, slug: str = SHORT, number: int = 1, **more: Any) -> Application:
        """Ready to be signed."""
        application, _ = self.sent(slug, number, **more)
        for role in ("rt", "rw"):
            if application.state == role:
                application = self.moved(application, (role, f"{role}_setuju"))
        return self.moved(application, ("operator", "periksa"), ("operator", "lengkap"))

    def signed(self, slug: str = SHORT, number: int = 1, **more: Any) -> Letter:
        """A letter, with a PDF that is none: tests that look at it make a real one."""
        application = self.checked(slug, number, **more)
        signer = Official.objects.filter(position="lurah", office=application.office).first() or official(
            office=application.office
        )
        with printed():
            return signing.sign(application, signer, "lurah", {"lurah"}, "A4")


def printed(content: bytes = b"%PDF-1.7 uji") -> Any:
    return patch("opd.letters.signing.pdf.render", return_value=content)


class TenantsCase(LettersCase):
    """Two kelurahan in one installation."""

    def setUp(self) -> None:
        told = yaml.safe_load(Path(settings.OPD_PROFILE).read_text()) | {
            "tenants": TWO,
            "host": "surat.contoh.test",
        }
        file = Path(settings.UPLOADS, "profil-dua.yaml")
        file.write_text(yaml.safe_dump(told))
        changed = override_settings(OPD_PROFILE=file)
        changed.enable()
        self.addCleanup(changed.disable)


class TogetherCase(TransactionTestCase):
    """What several do at once. It empties all tables afterwards, and some refuse that: not while it is done."""

    def _fixture_teardown(self) -> None:
        for verb in ("DISABLE", "ENABLE"):
            with connection.cursor() as cursor:
                for table, trigger in FROZEN.items():
                    cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {trigger}")
            if verb == "DISABLE":
                super()._fixture_teardown()
