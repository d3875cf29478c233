"""What letters print of a person beside the common: asked where the type says so, sealed, printed."""

from __future__ import annotations

from unittest.mock import patch

from django.db import connection
from django.template.loader import render_to_string

from opd.letters import signing
from opd.letters.models import Application
from tests.letters.support import LettersCase, official, typed

TOLD = {
    "lahir_di": "Kota Rekaan",
    "lahir_tanggal": "1990-09-01",
    "jenis_kelamin": "p",
    "agama": "kepercayaan",
    "pekerjaan": "Penenun rekaan",
}
SHOWN = (
    "Kota Rekaan",
    "1 September 1990",
    "Perempuan",
    "Kepercayaan terhadap Tuhan Yang Maha Esa",
    "Penenun rekaan",
)


class Person(LettersCase):
    def test_it_is_printed_in_the_letter(self) -> None:
        application, pages = self.checked("penduduk", **TOLD), []

        def render(template: str, context: dict[str, object]) -> bytes:
            pages.append(render_to_string(template, context))
            return b"%PDF-1.7 uji"

        with patch("opd.letters.signing.pdf.render", render):
            signing.sign(application, official(), "lurah", {"lurah"}, "A4")
        for label, text in zip(
            ("Tempat lahir", "Tanggal lahir", "Jenis kelamin", "Agama", "Pekerjaan"), SHOWN, strict=True
        ):
            self.assertInHTML(f"<tr><td>{label}</td><td>:</td><td>{text}</td></tr>", pages[0])

    def test_the_database_cannot_read_it(self) -> None:
        self.sent("penduduk", **TOLD)
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(a)::text FROM letters_application a")
            row = cursor.fetchone()[0]
        for text in TOLD.values():
            self.assertNotIn(f'"{text}"', row)
        self.assertEqual(Application.objects.get().answers["agama"], "kepercayaan")

    def test_of_specific_types_it_is_hidden_as_all_is(self) -> None:
        application, _ = self.sent("tidak_mampu", pekerjaan="Penenun rekaan")
        page = self.staff("operator").get(f"/meja/permohonan/{application.pk}/")
        self.assertNotContains(page, "Penenun rekaan")

    def test_only_types_that_need_it_ask_for_religion_and_say_why(self) -> None:
        page = self.client.get("/surat/penduduk/")
        self.assertContains(page, 'name="agama"')
        self.assertContains(page, "Agama ditanyakan karena dicetak pada surat ini.")
        page = self.client.get("/surat/domisili/")
        self.assertContains(page, 'name="lahir_tanggal"')
        self.assertNotContains(page, "gama")

    def test_who_was_not_born_yet_and_what_is_no_choice_are_refused(self) -> None:
        for code, value in (
            ("lahir_tanggal", "2999-01-01"),
            ("lahir_di", ""),
            ("agama", "lain"),
            ("jenis_kelamin", ""),
        ):
            answer = self.client.post("/surat/penduduk/", self.given(**{code: value}))
            self.assertIn(code, answer.context["form"].errors)
        self.assertFalse(Application.objects.exists())

    def given(self, **more: str) -> dict[str, object]:
        return typed("penduduk", **{**TOLD, **more})
