"""Who holds a token sees that record, does what the applicant may, and nothing else."""

from __future__ import annotations

from django.test import Client

from opd import tokens
from opd.service import letters
from opd.service.models import Record
from tests.service.support import ServiceCase, file, permit, signer


class Tracking(ServiceCase):
    def tracked(self, token: str) -> Client:
        client = Client()
        answer = client.post("/lacak/", {"kode": token})
        self.assertRedirects(answer, "/lacak/permohonan/")
        return client

    def test_the_token_shows_state_and_public_history(self) -> None:
        record, token = self.hand_in()
        self.moved(record, ("petugas loket", "terima"))
        page = self.tracked(token.lower().replace("-", " ")).get("/lacak/permohonan/")
        self.assertContains(page, "Diperiksa")
        self.assertContains(page, record.number)
        for personal in ("petugas-loket", permit()["nama"], "081234567890"):
            self.assertNotContains(page, personal)

    def test_internal_notes_stay_inside(self) -> None:
        record, token = self.hand_in()
        desk = self.staff("petugas loket")
        desk.post(f"/meja/izin/{record.pk}/catatan/", {"teks": "Hanya untuk kita"})
        desk.post(f"/meja/izin/{record.pk}/catatan/", {"teks": "Bawa KTP asli", "umum": "on"})
        page = self.tracked(token).get("/lacak/permohonan/")
        self.assertNotContains(page, "Hanya untuk kita")
        self.assertContains(page, "Bawa KTP asli")

    def test_neither_number_nor_guess_opens_anything(self) -> None:
        record, token = self.hand_in()
        other = token[:-1] + ("A" if token[-1] != "A" else "B")
        guesses = (
            record.number,
            "",
            "AAAA",
            tokens.new(),
            token[:-1],
            other,
            str(record.pk),
            record.token,
            "' OR 1=1",
            "\x00",
        )
        for wrong in guesses:
            client = Client()
            answer = client.post("/lacak/", {"kode": wrong})
            self.assertEqual(answer.status_code, 422, wrong)
            self.assertNotContains(answer, "Diajukan", status_code=422)
            self.assertRedirects(client.get("/lacak/permohonan/"), "/lacak/")

    def test_guessing_is_limited(self) -> None:
        codes = [self.client.post("/lacak/", {"kode": tokens.new()}).status_code for _ in range(31)]
        self.assertEqual(codes, [422] * 30 + [429])

    def test_the_token_stands_in_no_address_and_no_log(self) -> None:
        _, token = self.hand_in()
        client = self.tracked(token)
        for path in ("/lacak/permohonan/", "/permohonan/tanda-terima/"):
            self.assertNotIn(token, client.get(path).request["PATH_INFO"])

    def test_leaving_closes_it(self) -> None:
        _, token = self.hand_in()
        client = self.tracked(token)
        client.post("/lacak/selesai/")
        self.assertRedirects(client.get("/lacak/permohonan/"), "/lacak/")

    def test_the_applicant_mends_what_was_asked_for(self) -> None:
        record, token = self.hand_in()
        client = self.tracked(token)
        self.assertEqual(client.get("/lacak/langkah/perbaiki/").status_code, 404)
        self.moved(record, ("petugas loket", "kembalikan"))
        form = client.get("/lacak/langkah/perbaiki/")
        self.assertNotIn("nik", form.context["form"].fields)
        sent = {
            "alamat": "Jalan Baru 7",
            "nib": "1230001234567",
            "lokasi_teks": "Jalan Baru",
            "ktp": file("ktp.png"),
        }
        self.assertRedirects(client.post("/lacak/langkah/perbaiki/", sent), "/lacak/permohonan/")
        record = Record.objects.get(pk=record.pk)
        self.assertEqual((record.state, record.data["nib"]), ("diajukan", "1230001234567"))
        self.assertIn("foto", record.data)

    def test_no_move_of_the_staff_is_open_to_an_applicant(self) -> None:
        _, token = self.hand_in()
        client = self.tracked(token)
        for step in ("terima", "kembalikan", "usulkan", "terbitkan", "tolak", "tidak-ada"):
            self.assertEqual(client.post(f"/lacak/langkah/{step}/", {}).status_code, 404, step)

    def test_another_ones_letter_is_not_found(self) -> None:
        record, token = self.hand_in()
        _, other_token = self.hand_in(2)
        self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        letters.make(record, "izin", signer(), "kepala")
        self.assertEqual(
            self.tracked(token).get("/lacak/surat/izin/").status_code, 404
        )  # written, not issued
        self.moved(record, ("kepala", "terbitkan"))
        self.assertEqual(self.tracked(other_token).get("/lacak/surat/izin/").status_code, 404)
        answer = self.tracked(token).get("/lacak/surat/izin/")
        self.assertEqual(answer["Content-Type"], "application/pdf")
        self.assertTrue(answer.content.startswith(b"%PDF-"))
        self.assertIn("no-store", answer["Cache-Control"])

    def test_a_permit_that_was_written_and_then_refused_is_nobodys(self) -> None:
        record, token = self.hand_in()
        self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        letters.make(record, "izin", signer(), "kepala")
        self.moved(record, ("kepala", "tolak"))
        letters.make(record, "penolakan", signer(), "kepala")
        client = self.tracked(token)
        page = client.get("/lacak/permohonan/")
        self.assertNotContains(page, "/lacak/surat/izin/")
        self.assertContains(page, "/lacak/surat/penolakan/")
        self.assertEqual(client.get("/lacak/surat/izin/").status_code, 404)
        self.assertEqual(client.get("/lacak/surat/penolakan/").status_code, 200)

    def test_a_letter_that_was_voided_is_read_no_more(self) -> None:
        record, token = self.hand_in()
        self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        letters.make(record, "izin", signer(), "kepala")
        self.moved(record, ("kepala", "terbitkan"))
        client = self.tracked(token)
        self.assertEqual(client.get("/lacak/surat/izin/").status_code, 200)
        letters.void(record, "izin", "kepala", "Luas bidang salah")
        self.assertEqual(client.get("/lacak/surat/izin/").status_code, 404)
        self.assertContains(client.get("/lacak/permohonan/"), "Surat dibatalkan")
