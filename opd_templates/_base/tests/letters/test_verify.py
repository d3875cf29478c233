"""The check page: what it tells, what it does not, and who may ask how often."""

from __future__ import annotations

import hashlib
import re
import zlib
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

import opd.letters
from opd import tokens
from opd.letters import signing
from opd.letters.models import Application, Letter
from tests.letters.support import LettersCase, official, typed


class Check(LettersCase):
    def test_it_tells_of_a_letter_what_is_needed_and_no_more(self) -> None:
        letter = self.signed("tidak_mampu", 3)
        application = letter.application
        page = self.client.get(f"/v/{letter.token}/")
        for words in (
            letter.number,
            letter.title,
            letter.initials,
            "Berlaku",
            "Kelurahan Setia Negara",
            letter.sha256,
        ):
            self.assertContains(page, words)
        secret = [application.name, application.nik, application.card, application.phone, application.address,
                  "081234567890", *(str(one) for one in application.answers.values()), letter.signer_name]  # fmt: skip
        text = page.content.decode()
        self.assertEqual([one for one in secret if len(one) > 3 and one in text], [])
        self.assertEqual(page["Cache-Control"].count("no-store"), 1)
        self.assertEqual((page["X-Robots-Tag"], page["Referrer-Policy"]), ("noindex", "no-referrer"))

    def test_expired_and_revoked_letters_are_known_as_such(self) -> None:
        letter = self.signed()
        later = letter.valid_until + timedelta(days=1)  # type: ignore[operator]  # this type ends
        with patch("opd.letters.views.verify.timezone.localdate", return_value=letter.valid_until):
            self.assertContains(self.client.get(f"/v/{letter.token}/"), "dan berlaku.")
        with patch("opd.letters.views.verify.timezone.localdate", return_value=later):
            self.assertContains(self.client.get(f"/v/{letter.token}/"), "Kedaluwarsa")
        application = Application.objects.get(pk=letter.application_id)
        self.moved(application, ("lurah", "cabut"), reason="Salah data 9999990101900001")
        page = self.client.get(f"/v/{letter.token}/")
        self.assertContains(page, "Dicabut")
        self.assertNotContains(page, "Salah data")

    def test_a_code_is_found_however_it_is_typed(self) -> None:
        letter = self.signed()
        sloppy = letter.token.lower().replace("-", " ")
        answer = self.client.post("/v/", {"kode": sloppy})
        self.assertRedirects(answer, f"/v/{letter.token}/")
        self.assertEqual(self.client.post("/v/", {"kode": "123"}).status_code, 422)

    def test_unknown_codes_are_all_the_same_and_trying_them_ends_soon(self) -> None:
        self.signed()
        answers = {
            self.client.get(f"/v/{code}/").status_code
            for code in (tokens.new(), "x", "%00", "'--", "9" * 400)
        }
        self.assertEqual(answers, {404})
        told = [self.client.get(f"/v/{tokens.new()}/").status_code for _ in range(70)]
        self.assertEqual(set(told), {404, 429})
        self.assertLessEqual(told.count(404), 60)

    def test_the_key_of_a_letter_is_not_that_of_its_request_and_no_number_leads_anywhere(self) -> None:
        letter = self.signed()
        self.assertEqual(self.client.post("/lacak/", {"kode": letter.token}).status_code, 422)
        for path in (f"/v/{letter.pk}/", f"/v/{letter.count}/", f"/v/{letter.application_id}/"):
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_the_pdf_holds_the_address_the_hash_is_the_files_and_the_paper_is_as_asked(self) -> None:
        application, signer = self.checked("usaha"), official()
        letter = signing.sign(application, signer, "lurah", {"lurah"}, "F4")
        with letter.pdf.open("rb") as file:
            content = file.read()
        self.assertEqual(hashlib.sha256(content).hexdigest(), letter.sha256)
        self.assertTrue(content.startswith(b"%PDF-"))
        parts = re.findall(rb"/ObjStm.*?stream\n(.*?)\nendstream", content, re.S)
        self.assertRegex(
            b"".join(map(zlib.decompress, parts)), rb"/MediaBox\s*\[0 0 609\.4\d* 935\.4"
        )  # 215 x 330 mm
        raw = Path(letter.pdf.path).read_bytes()
        self.assertNotIn(b"%PDF", raw)  # sealed on its volume

    def test_a_letters_page_has_the_code_as_a_picture_and_as_text(self) -> None:
        seen: dict[str, object] = {}

        def render(_: str, context: dict[str, object]) -> bytes:
            seen.update(context)
            return b"%PDF-1.7"

        with patch("opd.letters.signing.pdf.render", render):
            letter = signing.sign(self.checked(), official(), "lurah", {"lurah"}, "A4")
        self.assertTrue(str(seen["qr"]).startswith("data:image/svg+xml"))
        self.assertTrue(str(seen["address"]).endswith(f"/v/{letter.token}/"))

    def test_the_comparison_sends_nothing_anywhere(self) -> None:
        script = Path(opd.letters.__path__[0], "static/letters/cek.js").read_text()
        for word in (
            "fetch",
            "XMLHttpRequest",
            "sendBeacon",
            "WebSocket",
            "http",
            "import",
            "eval",
            "innerHTML",
            ".submit",
        ):
            self.assertNotIn(word, script)


class Tracking(LettersCase):
    def test_trying_tracking_codes_ends_soon_and_tells_nothing(self) -> None:
        application, _ = self.sent()
        answers = [self.client.post("/lacak/", {"kode": tokens.new()}).status_code for _ in range(40)]
        self.assertEqual(set(answers), {422, 429})
        self.assertEqual(answers.count(422), 30)
        self.assertEqual(self.client_class().get("/lacak/permohonan/").status_code, 302)
        self.assertEqual(
            self.client_class().post("/lacak/", {"kode": application.reference}).status_code, 429
        )

    def test_no_code_is_kept_that_somebody_could_use(self) -> None:
        application, token = self.sent()
        self.assertNotIn(token, str(Application.objects.filter(pk=application.pk).values()))
        self.assertNotIn(token, str(dict(self.client.session)))

    def test_numbers_of_people_are_kept_encrypted(self) -> None:
        application, _ = self.sent()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT row_to_json(a)::text FROM letters_application a WHERE id = %s", [application.pk]
            )
            row = cursor.fetchone()[0]
        told = typed()
        for word in (told["nik"], told["nama"], told["kk"], told["alamat"], "81234567890"):
            self.assertNotIn(word, row)

    def test_the_page_of_a_request_shows_no_numbers_and_forgets_at_the_end(self) -> None:
        _, token = self.sent()
        self.client.post("/lacak/", {"kode": token})
        page = self.client.get("/lacak/permohonan/")
        self.assertNotContains(page, typed()["nik"])
        self.assertNotContains(page, token)
        self.client.post("/lacak/selesai/")
        self.assertEqual(self.client.get("/lacak/permohonan/").status_code, 302)
        self.assertEqual(self.client.get("/permohonan/tanda-terima/").status_code, 302)

    def test_today_is_counted_in_the_offices_own_time(self) -> None:
        self.assertEqual(str(timezone.get_current_timezone()), "Asia/Jakarta")
        self.assertEqual(Letter.objects.count(), 0)
