"""Who holds a token sees that report, does what a reporter may, and nothing else."""

from __future__ import annotations

from django.test import Client

from opd import tokens
from opd.complaints import states
from opd.complaints.models import Complaint
from tests.complaints.support import NAME, TEXT, ComplaintsCase, file, picture


class Tracking(ComplaintsCase):
    def test_the_token_shows_state_and_public_history(self) -> None:
        one, token = self.hand_in()
        self.moved(one, "teruskan", "mulai")
        page = self.tracked(token.lower().replace("-", " ")).get("/lacak/laporan/")
        self.assertContains(page, "Ditindaklanjuti")
        self.assertContains(page, "Dinas Lingkungan Hidup")
        self.assertContains(page, TEXT)
        self.assertNotContains(page, NAME)

    def test_words_among_officers_stay_inside(self) -> None:
        one, token = self.hand_in()
        self.moved(one, "teruskan")
        desk = self.staff("koordinator")
        desk.post(f"/meja/laporan/{one.pk}/tanggapan/", {"teks": "Hanya untuk kita"})
        desk.post(f"/meja/laporan/{one.pk}/tanggapan/", {"teks": "Truk datang besok", "umum": "on"})
        page = self.tracked(token).get("/lacak/laporan/")
        self.assertNotContains(page, "Hanya untuk kita")
        self.assertContains(page, "Truk datang besok")

    def test_neither_code_nor_guess_opens_anything(self) -> None:
        one, token = self.hand_in()
        other = token[:-1] + ("A" if token[-1] != "A" else "B")
        guesses = (
            one.code, "", "AAAA", tokens.new(), token[:-1], other, str(one.pk), one.token,
            "' OR 1=1 --", "\x00", "x" * 61
        )  # fmt: skip
        for wrong in guesses:
            client = Client()
            self.assertEqual(client.post("/lacak/", {"kode": wrong}).status_code, 422, wrong)
            self.assertRedirects(client.get("/lacak/laporan/"), "/lacak/")

    def test_guessing_is_limited(self) -> None:
        codes = [self.client.post("/lacak/", {"kode": tokens.new()}).status_code for _ in range(31)]
        self.assertEqual(codes, [422] * 30 + [429])

    def test_leaving_closes_it(self) -> None:
        _, token = self.hand_in()
        client = self.tracked(token)
        client.post("/lacak/selesai/")
        self.assertRedirects(client.get("/lacak/laporan/"), "/lacak/")

    def test_what_was_asked_for_is_added(self) -> None:
        one, token = self.hand_in()
        client = self.tracked(token)
        self.assertEqual(client.get("/lacak/langkah/lengkapi/").status_code, 404)
        one = self.moved(one, "teruskan", "mulai", "minta-data")
        self.assertEqual((one.state, one.stopped_on is None), (states.ASKED, False))
        self.assertContains(client.get("/lacak/laporan/"), "Di sebelah mana pasar itu?")
        self.assertEqual(client.post("/lacak/langkah/lengkapi/", {"tambahan": ""}).status_code, 422)
        sent = {"tambahan": "Di sebelah barat pasar.", "foto": file(body=picture(30))}
        self.assertRedirects(client.post("/lacak/langkah/lengkapi/", sent), "/lacak/laporan/")
        one.refresh_from_db()
        self.assertEqual(
            (one.state, one.stopped_on, one.photos.filter(kind="laporan").count()), (states.WORKING, None, 1)
        )

    def test_it_goes_back_to_where_it_was_asked_from(self) -> None:
        for steps, state in (
            ((), states.NEW),
            (("teruskan",), states.HANDED),
            (("teruskan", "mulai"), states.WORKING),
        ):
            one, _ = self.hand_in()
            one = self.moved(one, *steps, "minta-data", "lengkapi", tambahan="Di sebelah barat.")
            self.assertEqual(one.state, state)

    def test_rating_once_and_only_what_is_done(self) -> None:
        one, token = self.hand_in()
        client = self.tracked(token)
        self.assertEqual(client.post("/lacak/nilai/", {"bintang": "5"}).status_code, 422)
        self.moved(one, "teruskan", "mulai", "selesaikan")
        for wrong in ("0", "6", "", "lima"):
            self.assertEqual(client.post("/lacak/nilai/", {"bintang": wrong}).status_code, 422, wrong)
        self.assertRedirects(
            client.post("/lacak/nilai/", {"bintang": "4", "kesan": "Cepat"}), "/lacak/laporan/"
        )
        self.assertEqual(client.post("/lacak/nilai/", {"bintang": "1"}).status_code, 422)
        one.refresh_from_db()
        self.assertEqual((one.outcome.stars, one.outcome.note), (4, "Cepat"))

    def test_reopening_begins_a_new_clock_and_has_an_end(self) -> None:
        one, token = self.hand_in()
        one = self.moved(one, "teruskan", "mulai", "selesaikan")
        client, before = self.tracked(token), one.round
        self.assertEqual(client.post("/lacak/langkah/buka-lagi/", {"alasan": "x"}).status_code, 422)
        why = {"alasan": "Sampahnya masih ada di sana."}
        self.assertRedirects(client.post("/lacak/langkah/buka-lagi/", why), "/lacak/laporan/")
        one.refresh_from_db()
        self.assertEqual(
            (one.state, one.reopened, one.round, one.outcome), (states.WORKING, 1, before + 1, None)
        )
        for _ in range(2):
            one = self.moved(one, "selesaikan", "buka-lagi")
        self.moved(one, "selesaikan")
        self.assertContains(
            client.post("/lacak/langkah/buka-lagi/", why), "sebanyak yang diperbolehkan", status_code=422
        )

    def test_withdrawing_only_before_anybody_works_on_it(self) -> None:
        one, token = self.hand_in()
        client = self.tracked(token)
        self.assertRedirects(client.post("/lacak/langkah/cabut/", {}), "/lacak/laporan/")
        one.refresh_from_db()
        self.assertEqual((one.state, one.closed_at is None), (states.WITHDRAWN, False))
        other, token = self.hand_in()
        self.moved(other, "teruskan")
        self.assertEqual(self.tracked(token).get("/lacak/langkah/cabut/").status_code, 404)

    def test_the_reporter_of_a_duplicate_follows_the_other(self) -> None:
        first, _ = self.hand_in(rahasia="on")
        second, token = self.hand_in()
        self.moved(second, "gabung", induk=first.code)
        self.moved(first, "teruskan", "mulai")
        page = self.tracked(token).get("/lacak/laporan/")
        self.assertContains(page, "Ditindaklanjuti")
        self.assertNotContains(page, first.code)

    def test_another_token_in_the_session_is_no_key_to_the_first(self) -> None:
        one, _ = self.hand_in()
        _, token = self.hand_in()
        client = self.tracked(token)
        self.assertNotContains(client.get("/lacak/laporan/"), one.code)

    def test_a_lost_code_is_exchanged_and_the_old_one_opens_nothing(self) -> None:
        one, token = self.hand_in()
        path = f"/meja/laporan/{one.pk}/kode-baru/"
        for role, unit in (("loket", ""), ("penghubung", "dlh"), ("pimpinan", ""), ("auditor", "")):
            self.assertIn(self.staff(role, unit).post(path).status_code, (403, 404), role)
        before = self.tracked(token)
        answer = self.staff("koordinator").post(path)
        self.assertRedirects(before.get("/lacak/laporan/"), "/lacak/")
        self.assertEqual(Client().post("/lacak/", {"kode": token}).status_code, 422)
        self.assertContains(
            self.tracked(answer.context["token"]).get("/lacak/laporan/"), "Kode pelacakan diganti"
        )
        Complaint.objects.filter(pk=one.pk).update(token="")
        self.assertRedirects(self.staff("koordinator").post(path), f"/meja/laporan/{one.pk}/")

    def test_the_ombudsman_is_named_after_sixty_days(self) -> None:
        one, token = self.hand_in()
        client = self.tracked(token)
        self.assertNotContains(client.get("/lacak/laporan/"), "Ombudsman")
        Complaint.objects.filter(pk=one.pk).update(received="2024-01-02")
        self.assertContains(client.get("/lacak/laporan/"), "Ombudsman")
