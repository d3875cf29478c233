"""Hostile input in every field, and files that lie about what they are."""

from __future__ import annotations

import io
import re
import zipfile

from PIL import Image

from opd.letters import current, exporting
from opd.letters.models import Application, Attachment
from opd.models import AuditEntry, Hits
from tests.letters.support import SHORT, LettersCase, official, paper, picture, typed

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7777*7777 }}{% debug %}",
    "'; DROP TABLE letters_letter; --",
    '=HYPERLINK("http://x")',
    "../../../../etc/passwd",
)
COMMON = ("nama", "alamat")


class Fields(LettersCase):
    def test_hostile_words_are_words_on_every_page_that_shows_them(self) -> None:
        operator = self.staff("operator")
        for number, words in enumerate(HOSTILE, 1):
            free = {
                code: words
                for code, field in current.kind("keterangan_umum").fields.items()
                if field.kind.startswith("teks")
            }
            application, token = self.sent("keterangan_umum", number, **dict.fromkeys(COMMON, words), **free)
            self.assertEqual(application.name, words)
            base = f"/meja/permohonan/{application.pk}"
            self.client.post("/lacak/", {"kode": token})
            pages = [operator.get(f"{base}/"), operator.get("/meja/"), operator.get("/meja/permohonan/"),
                     self.client.get("/lacak/permohonan/"), self.client.get("/permohonan/tanda-terima/")]  # fmt: skip
            for page in pages:
                text = page.content.decode()
                self.assertNotRegex(text, r"<script>alert|<img src=x|60481729")

    def test_hostile_words_make_a_letter_and_stay_words_in_it(self) -> None:
        application = self.checked(
            "keterangan_umum", 1, nama=HOSTILE[0], keperluan=HOSTILE[1], keterangan=HOSTILE[2] * 2
        )
        head, signer = self.staff("lurah"), official()
        page = head.get(f"/meja/permohonan/{application.pk}/tanda-tangan/").content.decode()
        self.assertNotRegex(page, r"<script>alert|<img src=x|60481729")
        answer = head.post(
            f"/meja/permohonan/{application.pk}/tanda-tangan/", {"pejabat": signer.pk, "kertas": "A4"}
        )
        self.assertEqual(answer.status_code, 302)

    def test_every_field_refuses_what_cannot_be_shown_or_is_too_long(self) -> None:
        for slug, kind in current.types().items():
            if not kind.from_home:
                continue
            texts = [*COMMON, *(code for code, field in kind.fields.items() if field.kind.startswith("teks"))]
            for words in ("a\x00b" * 9, "rahasia\u202egpj.exe dan lain", "x" * 5000, "   \u200b  "):
                answer = self.client.post(f"/surat/{slug}/", typed(slug, **dict.fromkeys(texts, words)))
                if answer.status_code == 429:
                    break
                self.assertEqual(answer.status_code, 422, (slug, words[:20]))
                required = {code for code in texts if code in COMMON or kind.fields[code].required}
                self.assertLessEqual(required, set(answer.context["form"].errors), (slug, words[:20]))
            Hits.objects.all().delete()
        self.assertFalse(Application.objects.exists())

    def test_numbers_and_dates_that_are_none_are_refused(self) -> None:
        wrong: dict[str, tuple[str, ...]] = {
            "nik": ("123", "9999990113900001", "9999990140900000", "abcdefghijklmnop"),
            "kk": ("123", "1" * 16),
            "rt": ("0", "abc", "1234"),
            "telepon": ("021-555", "0812"),
            "tanggungan": ("-1", "31", "1,5", "9" * 30),
            "penghasilan": ("banyak", "100000001", "1e9"),
        }
        for code, values in wrong.items():
            for value in values:
                answer = self.client.post("/surat/tidak_mampu/", typed("tidak_mampu", **{code: value}))
                self.assertEqual(answer.status_code, 422, (code, value))
                self.assertIn(code, answer.context["form"].errors, (code, value))
                Hits.objects.all().delete()
        past = self.client.post("/surat/bepergian/", typed("bepergian", berangkat="2020-01-01"))
        self.assertIn("berangkat", past.context["form"].errors)
        future = self.client.post("/surat/kehilangan/", typed("kehilangan", tanggal_hilang="2099-01-01"))
        self.assertIn("tanggal_hilang", future.context["form"].errors)

    def test_a_nik_of_any_region_is_taken(self) -> None:
        self.written(nik="1101014101900001")
        self.written(number=2, nik="9471017112990042")

    def test_without_consent_nothing_is_kept(self) -> None:
        self.assertEqual(self.client.post(f"/surat/{SHORT}/", typed(_setuju="")).status_code, 422)
        self.assertFalse(Application.objects.exists())
        self.assertFalse(Attachment.objects.exists())

    def test_who_sends_too_often_is_told_to_wait(self) -> None:
        told = [self.client.post(f"/surat/{SHORT}/", {}).status_code for _ in range(25)]
        self.assertEqual((told.count(422), told.count(429)), (20, 5))

    def test_a_table_takes_no_cell_for_a_formula(self) -> None:
        for text in ("=1+1", "+62", "-1", "@x", "\tx"):
            self.assertEqual(exporting.cell(text), f"'{text}")
        self.assertEqual(exporting.cell(7), 7)
        letter = self.signed(nama="=cmd|' /C calc'!A0")
        told = {"tahun": letter.year, "penuh": "ya", "alasan": "Laporan bulanan lurah"}
        lines = b"".join(self.staff("kasi").post("/meja/register/ekspor/", told).streaming_content).decode()
        self.assertIn("'=cmd", lines)


class Files(LettersCase):
    def refused(self, name: str, body: bytes) -> str:
        answer = self.client.post(f"/surat/{SHORT}/", typed(ktp=paper(name, body)))
        self.assertEqual(answer.status_code, 422, name)
        return str(answer.context["form"].errors["ktp"])

    def test_files_that_lie_are_refused(self) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("a.txt", "x")
        for name, body in (
            ("ktp.pdf", b"MZ\x90\x00" + b"\x00" * 200),
            ("ktp.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("ktp.pdf", b"<html><script>alert(1)</script></html>"),
            ("ktp.pdf", archive.getvalue()),
            ("ktp.jpg", picture()[:60]),
            ("ktp.png", picture("PNG")),  # a picture, of a kind that is not taken here
        ):
            self.refused(name, body)
        self.assertFalse(Attachment.objects.exists())

    def test_a_file_that_is_too_large_is_refused(self) -> None:
        self.assertIn("2 MB", self.refused("ktp.pdf", b"%PDF-1.7\n" + b"0" * (2 * 1024**2)))

    def test_a_photo_loses_where_it_was_taken_and_its_name(self) -> None:
        exif = Image.Exif()
        exif[0x010E], exif[0x8825] = "Rumah Siti", {1: "N", 2: (2.0, 57.0, 0.0)}
        self.written(ktp=paper("../../Siti Rekaan 9999990101900001.jpg", picture(exif=exif)))
        one = Attachment.objects.get(code="ktp")
        self.assertRegex(one.file.name, r"^lampiran/\d{4}/\d{2}/[0-9a-f]{32}\.jpg$")
        with one.file.open("rb") as file:
            kept = file.read()
        self.assertNotIn(b"Rumah Siti", kept)
        self.assertEqual(dict(Image.open(io.BytesIO(kept)).getexif()), {})

    def test_a_paper_is_saved_and_never_shown_by_a_browser_and_its_opening_is_written_down(self) -> None:
        application, _ = self.sent()
        one = application.attachments.get(code="ktp")
        answer = self.staff("operator").get(f"/meja/permohonan/{application.pk}/lampiran/{one.pk}/")
        self.assertTrue(answer["Content-Disposition"].startswith("attachment;"))
        self.assertIn("sandbox", answer["Content-Security-Policy"])
        entry = AuditEntry.objects.latest("pk")
        self.assertEqual((entry.action, entry.who), ("buka lampiran", "operator"))
        self.assertIsNone(re.search(typed()["nik"], str(list(AuditEntry.objects.values()))))
