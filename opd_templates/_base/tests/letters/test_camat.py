"""A camat, where a type asks one: within a time, in ink or electronically, as the kelurahan before."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.db import Error, transaction
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone

from opd.letters import applications, current, deadlines, signing, statistics
from opd.letters.models import Application, Letter, Official
from opd.letters.offices import ONLY
from opd.letters.rules import clock
from opd.models import AuditEntry, Holiday
from opd.refusal import Refused
from tests.letters.fakes import RIGHT
from tests.letters.support import LettersCase, official, printed


def files_in(folder: str) -> set[str]:
    return {str(one) for one in Path(folder).rglob("*.pdf")}


EVENT = "izin_keramaian"
ON = override_settings(LETTERS_SIGNER="tests.letters.fakes.signer")


class Clock(LettersCase):
    def test_a_camat_has_minutes_of_office_hours_from_when_it_comes_to_them(self) -> None:
        letter = self.signed(EVENT)
        found, rules = letter.application, current.service()
        moved, minutes = timezone.localtime(found.moved_at), rules.limits.camat_minutes
        self.assertEqual((found.state, minutes), ("camat", 420))
        self.assertEqual(found.due, clock.due(moved, minutes, rules.hours, ()))
        self.assertEqual(deadlines.light(found, found.due - timedelta(minutes=1)).color, "kuning")
        self.assertEqual(deadlines.light(found, found.due + timedelta(minutes=1)).color, "merah")
        before = found.due
        Holiday.objects.create(day=timezone.localdate(before), name="Hari Contoh")
        found.refresh_from_db()
        self.assertGreater(found.due, before)

    def test_lateness_of_a_camat_is_seen_by_both_and_ends_with_their_word(self) -> None:
        found = self.signed(EVENT).application
        Application.objects.filter(pk=found.pk).update(due=timezone.now() - timedelta(minutes=1))
        for role in ("camat", "operator"):
            self.assertContains(self.staff(role).get(f"/meja/permohonan/{found.pk}/"), "Terlambat")
        self.assertEqual(statistics.of(ONLY).late, 1)
        self.moved(found, ("camat", "camat_setuju"))
        self.assertIsNone(Application.objects.get().due)

    def test_the_citizen_is_told_how_long_it_takes(self) -> None:
        self.assertContains(self.client.get(f"/surat/{EVENT}/"), "camat paling lama 420 menit jam kerja")
        self.assertNotContains(self.client.get("/surat/usaha/"), "camat")


@ON
class Electronic(LettersCase):
    def setUp(self) -> None:
        self.camat = official("camat", name="Togar Misalan")

    def waiting(self) -> Letter:
        """Signed by the kelurahan, electronically."""
        application = self.checked(EVENT)
        with printed():
            return signing.sign(application, official(), "lurah", {"lurah"}, "A4", RIGHT)

    def test_a_camat_signs_in_the_same_file_and_then_it_can_be_downloaded(self) -> None:
        letter = self.waiting()
        base, client = f"/meja/permohonan/{letter.application_id}", self.staff("camat")
        self.assertRedirects(client.get(f"{base}/langkah/camat_setuju/"), f"{base}/mengetahui/")
        page = client.get(f"{base}/mengetahui/")
        self.assertContains(page, "Frasa sandi")
        self.assertNotContains(page, "Ukuran kertas")
        before, storage = letter.pdf.name, letter.pdf.storage
        with self.captureOnCommitCallbacks(execute=True):
            answer = client.post(f"{base}/mengetahui/", {"pejabat": self.camat.pk, "sandi": RIGHT})
        self.assertRedirects(answer, f"{base}/")
        letter.refresh_from_db()
        with letter.pdf.open("rb") as file:
            kept = file.read()
        self.assertEqual(kept.count(b"% signed for"), 2)
        self.assertEqual(hashlib.sha256(kept).hexdigest(), letter.sha256)
        self.assertEqual((letter.camat_by, storage.exists(before)), ("camat", False))
        self.assertEqual(Application.objects.get().state, "siap")
        self.assertContains(self.client.get(f"/v/{letter.token}/"), letter.sha256)
        entry = AuditEntry.objects.filter(action="surat: camat_setuju").latest("pk")
        self.assertEqual((entry.who, entry.detail["nomor"]), ("camat", letter.number))

    def test_without_the_right_passphrase_or_person_nothing_is_signed(self) -> None:
        letter = self.waiting()
        door, client = f"/meja/permohonan/{letter.application_id}/mengetahui/", self.staff("camat")
        for signer, phrase in ((self.camat, "salah sekali"), (official("sekretaris"), RIGHT)):
            answer = client.post(door, {"pejabat": signer.pk, "sandi": phrase})
            self.assertEqual(answer.status_code, 422, signer)
            self.assertNotContains(answer, "salah sekali", status_code=422)
        for role in ("lurah", "operator"):
            self.assertEqual(self.staff(role).get(door).status_code, 403, role)
        self.assertEqual(Application.objects.get().state, "camat")
        self.assertEqual(Letter.objects.get().sha256, letter.sha256)

    def test_a_camat_whom_the_letter_does_not_name_returns_it(self) -> None:
        letter, today = self.waiting(), timezone.localdate()
        door = f"/meja/permohonan/{letter.application_id}/mengetahui/"
        Official.objects.filter(pk=self.camat.pk).update(until=today - timedelta(days=1))
        other = official("camat", name="Orang Lain", since=today)
        answer = self.staff("camat").post(door, {"pejabat": other.pk, "sandi": RIGHT})
        self.assertContains(answer, "menyebut Togar Misalan", status_code=422)
        self.assertEqual(Letter.objects.get().sha256, letter.sha256)

    def test_the_letter_says_of_both_that_they_sign_electronically(self) -> None:
        pages, application = [], self.checked(EVENT)

        def render(template: str, context: dict[str, object]) -> bytes:
            pages.append(render_to_string(template, context))
            return b"%PDF-1.7 uji"

        with patch("opd.letters.signing.pdf.render", render):
            signing.sign(application, official(), "lurah", {"lurah"}, "A4", RIGHT)
        self.assertEqual(pages[0].count("Ditandatangani secara elektronik"), 2)

    def test_a_button_alone_is_no_signature(self) -> None:
        letter = self.waiting()
        with self.assertRaisesMessage(Refused, "secara elektronik"):
            applications.move(letter.application, "camat_setuju", "camat", {"camat"})

    def test_a_letter_that_names_no_camat_gets_no_number(self) -> None:
        Official.objects.all().delete()
        application = self.checked(EVENT)
        with printed(), self.assertRaisesMessage(Refused, "camat"):
            signing.sign(application, official(), "lurah", {"lurah"}, "A4", RIGHT)
        self.assertFalse(Letter.objects.exists())

    def test_the_database_lets_a_camat_sign_once_and_change_nothing_else(self) -> None:
        letter = self.waiting()
        now = timezone.now()
        once = {"camat_at": now, "camat_by": "camat", "sha256": "0" * 64, "pdf": "surat/lain.pdf"}
        for change in ({"sha256": "0" * 64}, {**once, "number": "S-1/9"}, {**once, "camat_at": None}):
            with self.subTest(change), self.assertRaisesMessage(Error, "never changed"), transaction.atomic():
                Letter.objects.filter(pk=letter.pk).update(**change)
        self.assertEqual(Letter.objects.filter(pk=letter.pk).update(**once), 1)
        with self.assertRaisesMessage(Error, "never changed"), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**{**once, "sha256": "1" * 64})

    def test_a_signature_that_is_not_kept_leaves_no_file(self) -> None:
        letter = self.waiting()
        folder = letter.pdf.storage.path("surat")
        before = files_in(folder)
        with (
            patch("opd.letters.signing.applications.ended", side_effect=RuntimeError),
            self.assertRaises(RuntimeError),
        ):
            signing.countersign(letter.application, self.camat, "camat", {"camat"}, RIGHT)
        self.assertEqual(files_in(folder), before)


class Ink(LettersCase):
    def test_on_paper_it_is_a_button_as_before(self) -> None:
        found = self.signed(EVENT).application
        client = self.staff("camat")
        base = f"/meja/permohonan/{found.pk}"
        self.assertEqual(client.get(f"{base}/mengetahui/").status_code, 404)
        self.assertRedirects(client.post(f"{base}/langkah/camat_setuju/"), f"{base}/")
        self.assertEqual(Application.objects.get().state, "siap")
