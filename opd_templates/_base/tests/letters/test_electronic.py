"""Electronic signatures: an adapter, off unless a project sets it."""

from __future__ import annotations

import hashlib
from time import monotonic
from unittest.mock import patch

from django.conf import settings
from django.test import override_settings

from opd.letters import applications, signing
from opd.letters.models import Application, Counter, Letter
from opd.models import AuditEntry
from tests.letters import fakes
from tests.letters.fakes import RIGHT
from tests.letters.support import LettersCase, official, printed

ON = override_settings(LETTERS_SIGNER="tests.letters.fakes.signer")


class Electronic(LettersCase):
    def test_it_is_off_and_then_there_is_nothing_to_download(self) -> None:
        self.assertEqual(settings.LETTERS_SIGNER, "")
        self.assertIsNone(signing.electronic())
        application, token = self.sent()
        self.moved(application, ("operator", "periksa"), ("operator", "lengkap"))
        with printed():
            signing.sign(Application.objects.get(), official(), "lurah", {"lurah"}, "A4")
        self.client.post("/lacak/", {"kode": token})
        self.assertNotContains(self.client.get("/lacak/permohonan/"), "Unduh surat")
        self.assertEqual(self.client.post("/lacak/unduh/").status_code, 404)
        self.assertEqual(Application.objects.get().state, "siap")

    @ON
    def test_a_signed_file_is_hashed_kept_and_downloaded_by_who_asked_for_it(self) -> None:
        application, token = self.sent()
        self.moved(application, ("operator", "periksa"), ("operator", "lengkap"))
        signer, head = official(), self.staff("lurah")
        with printed():
            answer = head.post(
                f"/meja/permohonan/{application.pk}/tanda-tangan/",
                {"pejabat": signer.pk, "kertas": "A4", "sandi": RIGHT},
            )
        self.assertEqual(answer.status_code, 302)
        self.client.post("/lacak/", {"kode": token})
        self.assertContains(self.client.get("/lacak/permohonan/"), "Unduh surat")
        got = self.client.post("/lacak/unduh/")
        self.assertIn(b"% signed for", got.content)
        letter = Letter.objects.get()
        self.assertEqual(hashlib.sha256(got.content).hexdigest(), letter.sha256)
        self.assertEqual(Application.objects.get().state, "diambil")
        self.assertEqual(self.client.post("/lacak/unduh/").status_code, 200)  # again

    @ON
    def test_a_letter_that_nobody_collected_is_downloaded_still(self) -> None:
        application, token = self.sent()
        self.moved(application, ("operator", "periksa"), ("operator", "lengkap"))
        with printed():
            signing.sign(Application.objects.get(), official(), "lurah", {"lurah"}, "A4", RIGHT)
        applications.move(Application.objects.get(), "biarkan", "sistem", {"sistem"})
        self.client.post("/lacak/", {"kode": token})
        page = self.client.get("/lacak/permohonan/")
        self.assertContains(page, "Anda masih dapat mengambilnya")
        self.assertContains(page, "Unduh surat")
        self.assertEqual(self.client.post("/lacak/unduh/").status_code, 200)
        self.assertEqual(Application.objects.get().state, "diambil")

    @override_settings(LETTERS_SIGNER="tests.letters.fakes.slow", LETTERS_SIGNER_SECONDS=0.2)
    def test_a_service_that_does_not_answer_gives_the_number_back_in_time(self) -> None:
        application, signer, head = self.checked(), official(), self.staff("lurah")
        began = monotonic()
        with printed():
            answer = head.post(
                f"/meja/permohonan/{application.pk}/tanda-tangan/",
                {"pejabat": signer.pk, "kertas": "A4", "sandi": RIGHT},
            )
        self.assertLess(monotonic() - began, fakes.SLOW)
        self.assertContains(answer, "tidak menjawab", status_code=422)
        self.assertFalse(Letter.objects.exists())
        self.assertFalse(Counter.objects.filter(series__startswith="surat").exists())
        with printed(), override_settings(LETTERS_SIGNER="tests.letters.fakes.signer"):
            letter = signing.sign(application, signer, "lurah", {"lurah"}, "A4", RIGHT)
        self.assertEqual(letter.count, 1)

    @ON
    def test_what_goes_wrong_in_the_service_is_not_taken_for_silence(self) -> None:
        application, signer = self.checked(), official()
        broken = patch("tests.letters.fakes.FakeSigner.sign", side_effect=OSError("connection refused"))
        with printed(), broken, self.assertRaisesMessage(OSError, "refused"):
            signing.sign(application, signer, "lurah", {"lurah"}, "A4", RIGHT)

    @ON
    def test_a_service_that_refuses_leaves_no_letter_no_number_and_no_passphrase(self) -> None:
        application, signer, head = self.checked(), official(), self.staff("lurah")
        for phrase in ("", "salah sekali"):
            with printed():
                answer = head.post(
                    f"/meja/permohonan/{application.pk}/tanda-tangan/",
                    {"pejabat": signer.pk, "kertas": "A4", "sandi": phrase},
                )
            self.assertEqual(answer.status_code, 422)
            self.assertNotContains(answer, "salah sekali", status_code=422)
        self.assertFalse(Letter.objects.exists())
        self.assertFalse(Counter.objects.filter(series__startswith="surat").exists())
        self.assertNotIn("salah sekali", str(list(AuditEntry.objects.values())))
        self.assertEqual(Application.objects.get().state, "tanda_tangan")
