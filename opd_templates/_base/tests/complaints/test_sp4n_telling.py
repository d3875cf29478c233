"""SP4N-LAPOR!: what followed is told there, in its order, once."""

from __future__ import annotations

from typing import Any
from unittest import mock

from django.test import override_settings

from opd.complaints import correcting, moving
from opd.complaints.sp4n import handing, telling
from opd.complaints.sp4n.adapter import MemoryAdapter, Sp4nError
from tests.complaints.support import GIVEN, NAME, ComplaintsCase
from tests.complaints.test_sp4n import fake


class Telling(ComplaintsCase):
    def setUp(self) -> None:
        self.via = MemoryAdapter()
        self.one, _ = self.hand_in()
        self.one = self.moved(self.one, "teruskan")
        handing.send_all(self.via)

    def told(self) -> list[tuple[str, str]]:
        return [(update.status, update.text) for _, update in self.via.told.values()]

    def test_what_followed_is_told_once_and_in_its_order(self) -> None:
        one = self.moved(self.one, "mulai")
        moving.respond(one, "penghubung", f"Pak {NAME}, truk datang.", public=True)
        moving.respond(one, "penghubung", "Truknya rusak.", public=False)
        self.moved(one, "selesaikan")
        self.assertEqual(telling.tell_all(self.via), (4, 0))
        (first, begun, word, done) = self.told()
        self.assertEqual(
            (first[0], begun[0], word[0]), ("Diteruskan ke dinas", "Ditindaklanjuti", "Ditindaklanjuti")
        )
        self.assertIn("truk datang", word[1])
        self.assertNotIn("Togar", word[1])
        self.assertEqual(done, ("Selesai ditangani", GIVEN["jawaban"]))
        self.assertEqual({number for number, _ in self.via.told.values()}, {"LAPOR-0000001"})
        self.assertEqual(telling.tell_all(self.via), (0, 0))

    def test_what_failed_is_told_later_and_once(self) -> None:
        self.moved(self.one, "mulai", "selesaikan")
        self.via.broken = True
        self.assertEqual((telling.tell_all(self.via), self.told()), ((0, 1), []))
        self.via.broken = False
        with mock.patch.object(telling.Complaint, "objects"):  # it took it, and we died before we noted that
            telling.tell_all(self.via)
        self.assertEqual(telling.tell_all(self.via), (3, 0))
        self.assertEqual(len(self.told()), 3)

    def test_one_that_is_refused_keeps_its_order_and_no_other_waiting(self) -> None:
        other = self.moved(self.hand_in()[0], "teruskan", "mulai")
        handing.send_all(self.via)
        self.moved(self.one, "mulai")
        take = self.via.update

        def refuse_first(number: str, told: Any) -> None:
            if number == "LAPOR-0000001" and told.status == "Diteruskan ke dinas":
                raise Sp4nError("it answered 409")
            take(number, told)

        with mock.patch.object(self.via, "update", refuse_first):
            self.assertEqual(telling.tell_all(self.via), (2, 1))
        other.refresh_from_db()
        self.assertEqual({number for number, _ in self.via.told.values()}, {other.sp4n_id})

    def test_many_failures_end_it(self) -> None:
        for _ in range(3):
            self.moved(self.hand_in()[0], "teruskan")
        handing.send_all(self.via)
        self.via.refused = {f"LAPOR-000000{number}" for number in range(1, 5)}
        with mock.patch.object(handing, "MOST_FAILED", 2):
            self.assertEqual(telling.tell_all(self.via), (0, 2))

    def test_a_line_that_is_down_is_tried_once(self) -> None:
        self.moved(self.hand_in()[0], "teruskan")
        handing.send_all(self.via)
        self.via.broken = True
        with mock.patch.object(self.via, "update", wraps=self.via.update) as asked:
            self.assertEqual(telling.tell_all(self.via), (0, 1))
        self.assertEqual(asked.call_count, 1)

    def test_those_that_are_refused_are_tried_last_and_do_not_count(self) -> None:
        self.moved(self.one, "mulai", "selesaikan")
        other = self.moved(self.hand_in()[0], "teruskan", "mulai")
        handing.send_all(self.via)
        self.via.refused = {"LAPOR-0000001"}
        with mock.patch.object(handing, "MOST", 2):
            self.assertEqual(telling.tell_all(self.via), (2, 1))
        moving.respond(other, "penghubung", "Truk datang.", public=True)
        with mock.patch.object(handing, "MOST_FAILED", 1):
            self.assertEqual(telling.tell_all(self.via), (1, 1))

    def test_an_answer_that_was_withdrawn_is_not_told(self) -> None:
        one = self.moved(self.one, "mulai")
        moving.respond(one, "penghubung", "Pak Misal yang menyapu.", public=True)
        one = self.moved(one, "selesaikan")
        shown = [
            one for one in correcting.shown(one) if correcting.name_of(one).startswith(correcting.ANSWER)
        ]
        given = {"kategori": "sampah/", "kelurahan": one.village, "alasan": "Menyebut nama."}
        correcting.correct(
            one, "koordinator", given | {"tarik": [correcting.name_of(each) for each in shown]}
        )
        moving.respond(one, "penghubung", "Sudah disapu.", public=True)
        telling.tell_all(self.via)
        self.assertEqual(
            self.told(),
            [
                ("Diteruskan ke dinas", ""),
                ("Ditindaklanjuti", ""),
                ("Selesai ditangani", ""),
                ("Selesai ditangani", "Sudah disapu."),
            ],
        )
        self.assertEqual(telling.untold().count(), 0)

    def test_what_followed_while_there_was_no_line_counts_as_told(self) -> None:
        self.moved(self.one, "mulai")
        self.assertEqual((telling.nightly(None), telling.untold().count()), (0, 0))
        self.moved(self.one, "selesaikan")
        telling.tell_all(self.via)
        self.assertEqual(self.told(), [("Selesai ditangani", GIVEN["jawaban"])])

    def test_a_reporters_words_are_not_sent_on(self) -> None:
        self.moved(self.one, "mulai", "selesaikan", "buka-lagi", alasan="Masih ada di sana.")
        telling.tell_all(self.via)
        self.assertEqual(self.told()[-1], ("Ditindaklanjuti", ""))

    def test_what_is_the_nations_or_has_no_number_is_not_told(self) -> None:
        telling.tell_all(self.via)
        self.moved(self.hand_in()[0], "ke-sp4n", sp4n="99")
        self.moved(self.hand_in()[0], "teruskan")
        self.assertEqual(telling.untold().count(), 0)

    @override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
    def test_by_button_and_by_night(self) -> None:
        fake.told.clear()
        desk = self.staff("koordinator")
        self.assertContains(desk.get("/meja/sp4n/"), "1 kabar tentang tindak lanjut")
        self.assertContains(
            desk.post("/meja/sp4n/kirim/", follow=True), "0 laporan dan 1 kabar terkirim, 0 gagal"
        )
        self.moved(self.one, "mulai")
        self.assertEqual((telling.nightly(None), len(fake.told)), (1, 2))
        self.assertNotContains(desk.get("/meja/sp4n/"), "Kirim sekarang")
