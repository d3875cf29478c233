"""SP4N-LAPOR!: a file to take along and a number to write down, or an adapter that sends by itself."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from opd.complaints.models import Complaint
from opd.complaints.sp4n import handing, line, telling
from opd.complaints.sp4n.adapter import MemoryAdapter, NoLine
from tests.complaints.support import NAME, REPORT, ComplaintsCase

fake = MemoryAdapter()


def the_fake() -> MemoryAdapter:
    return fake


class Handing(ComplaintsCase):
    def setUp(self) -> None:
        fake.sent.clear()
        self.one, _ = self.hand_in()
        self.one = self.moved(self.one, "teruskan")

    def test_only_what_was_checked_waits_for_a_number(self) -> None:
        unchecked, _ = self.hand_in()
        self.assertEqual([one.pk for one in handing.without_number()], [self.one.pk])
        self.moved(unchecked, "ke-sp4n", sp4n="123")
        self.assertEqual(handing.without_number().count(), 1)

    def test_the_file_has_what_the_nation_asks_and_nobodys_name(self) -> None:
        desk = self.staff("koordinator")
        (row,) = csv.DictReader(
            io.StringIO(desk.post("/meja/sp4n/berkas/", {"format": "csv"}).content.decode().lstrip("\ufeff"))
        )
        (same,) = json.loads(desk.post("/meja/sp4n/berkas/", {"format": "json"}).content)
        for told in (row, same):
            self.assertEqual(told["code"], self.one.code)
            self.assertEqual(told["village"], "Sukamaju")
            self.assertNotIn(NAME, str(told))
        self.assertEqual(desk.post("/meja/sp4n/berkas/", {"format": "exe"}).status_code, 404)

    def test_a_number_is_written_down_once_and_for_one(self) -> None:
        desk, other = self.staff("koordinator"), self.moved(self.hand_in()[0], "teruskan")
        path = f"/meja/sp4n/{self.one.pk}/"
        for wrong in ("", "x" * 41, "<b>", "a b"):
            self.assertEqual(desk.post(path, {"sp4n": wrong}).status_code, 422, wrong)
        self.assertRedirects(desk.post(path, {"sp4n": "7654321", "status": "Proses"}), "/meja/sp4n/")
        self.assertContains(
            desk.post(f"/meja/sp4n/{other.pk}/", {"sp4n": "7654321"}), "sudah dipakai", status_code=422
        )
        self.one.refresh_from_db()
        self.assertEqual((self.one.sp4n_id, self.one.sp4n_status), ("7654321", "Proses"))
        self.assertEqual(self.one.events.last().what, "Tercatat di SP4N-LAPOR!")

    def test_the_desk_is_reminded_of_what_has_none(self) -> None:
        self.assertEqual(handing.overdue(timezone.localdate()), 0)
        Complaint.objects.filter(pk=self.one.pk).update(verified_on=timezone.localdate() - timedelta(days=7))
        self.assertEqual(handing.overdue(timezone.localdate()), 1)
        self.assertContains(self.staff("koordinator").get("/meja/"), "terlalu lama belum memiliki nomor")

    @override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
    def test_an_adapter_sends_by_button_and_by_night(self) -> None:
        self.assertContains(self.staff("koordinator").get("/meja/sp4n/"), "Kirim sekarang")
        self.staff("koordinator").post("/meja/sp4n/kirim/")
        self.one.refresh_from_db()
        self.assertEqual(self.one.sp4n_id, "LAPOR-0000001")
        self.assertEqual(handing.nightly(None), 0)
        other = self.moved(self.hand_in()[0], "teruskan")
        self.assertEqual(handing.nightly(None), 1)
        other.refresh_from_db()
        self.assertEqual(other.sp4n_id, "LAPOR-0000002")

    @override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
    def test_the_night_asks_what_became_of_it(self) -> None:
        handing.nightly(None)
        self.one.refresh_from_db()
        self.assertEqual(self.one.sp4n_status, "Proses")
        self.assertEqual(handing.refresh_all(fake), 0)
        self.assertEqual(handing.refresh_all(MemoryAdapter(broken=True)), 0)

    def test_what_was_handed_over_is_asked_after_too_and_each_in_its_turn(self) -> None:
        one = self.moved(self.hand_in()[0], "ke-sp4n", sp4n="123")
        handing.note(self.one, "456", "Proses", "koordinator")
        with mock.patch.object(handing, "MOST", 1):
            self.assertEqual([handing.refresh_all(fake) for _ in range(4)], [1, 0, 0, 0])
            told = [one.sp4n_at for one in Complaint.objects.order_by("sp4n_at")]
            handing.refresh_all(fake)
        one.refresh_from_db()
        self.assertEqual((one.state, one.sp4n_status), ("dialihkan", "Proses"))
        self.assertEqual(Complaint.objects.order_by("sp4n_at").first().sp4n_at, told[1])

    def test_what_the_reporter_asked_for_goes_with_it(self) -> None:
        one = self.moved(self.hand_in(anonim="on", rahasia="on")[0], "teruskan")
        rows = csv.DictReader(io.StringIO(handing.as_csv([self.one, one]).lstrip("\ufeff")))
        told = [(row["anonymous"], row["confidential"]) for row in rows]
        self.assertEqual(told, [("tidak", "tidak"), ("ya", "ya")])

    def test_without_an_adapter_there_is_no_button(self) -> None:
        desk = self.staff("koordinator")
        self.assertNotContains(desk.get("/meja/sp4n/"), "Kirim sekarang")
        self.assertEqual(desk.post("/meja/sp4n/kirim/").status_code, 404)
        self.assertEqual(handing.nightly(None), 0)

    def test_a_line_that_is_down_keeps_everything_waiting(self) -> None:
        for _ in range(4):
            self.moved(self.hand_in()[0], "teruskan")
        sent, failed = handing.send_all(MemoryAdapter(broken=True))
        self.assertEqual((sent, failed, handing.without_number().count()), (0, 1, 5))

    def test_those_that_are_refused_keep_no_other_waiting(self) -> None:
        others = [self.moved(self.hand_in()[0], "teruskan") for _ in range(2)]
        via = MemoryAdapter()
        via.refused = {self.one.code, others[0].code}
        with mock.patch.object(handing, "MOST_FAILED", 2):
            self.assertEqual(handing.send_all(via), (0, 2))
            self.assertEqual(handing.send_all(via), (1, 2))
        self.assertEqual(list(via.sent), [others[1].code])

    def test_one_whose_number_is_unknown_there_keeps_no_other_from_being_asked_after(self) -> None:
        other = self.moved(self.hand_in()[0], "teruskan")
        handing.note(self.one, "404", "", "koordinator")
        handing.note(other, "456", "", "koordinator")
        via = MemoryAdapter()
        via.refused = {"404"}
        self.assertEqual(handing.refresh_all(via), 1)
        other.refresh_from_db()
        self.assertEqual(other.sp4n_status, "Proses")

    def test_what_is_confidential_goes_without_its_place(self) -> None:
        one = self.moved(self.hand_in(rahasia="on")[0], "teruskan")
        self.assertIsNone(handing.outgoing(one).lat)
        self.assertEqual(handing.outgoing(self.one).lat, 2.96)


@override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
class OneAtATime(ComplaintsCase):
    def setUp(self) -> None:
        fake.sent.clear()
        self.moved(self.hand_in()[0], "teruskan")

    def test_who_comes_second_sends_nothing(self) -> None:
        other, desk = connection.copy(), self.staff("koordinator")
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [line.LOCK])
                page = desk.post("/meja/sp4n/kirim/", follow=True)
                self.assertContains(page, "Pengiriman lain sedang berjalan")
                self.assertEqual((handing.nightly(None), telling.nightly(None), fake.sent), (0, 0, {}))
                cursor.execute("SELECT pg_advisory_unlock(%s)", [line.LOCK])
        finally:
            other.close()
        self.assertContains(desk.post("/meja/sp4n/kirim/", follow=True), "1 laporan dan 1 kabar terkirim")

    def test_a_click_on_a_line_that_is_down_waits_for_it_once(self) -> None:
        numbered = self.moved(self.hand_in()[0], "teruskan")
        handing.note(numbered, "77", "", "koordinator")
        broken = MemoryAdapter(broken=True)
        with (
            mock.patch.object(handing, "adapter", lambda: broken),
            mock.patch.object(broken, "send", wraps=broken.send) as sent,
            mock.patch.object(broken, "update", wraps=broken.update) as told,
        ):
            page = self.staff("koordinator").post("/meja/sp4n/kirim/", follow=True)
        self.assertContains(page, "SP4N-LAPOR! tidak menjawab")
        self.assertEqual((sent.call_count, told.call_count), (1, 0))

    def test_a_run_has_an_end(self) -> None:
        with line.turn(fake, 60) as held:
            self.assertEqual(held.send(REPORT).number, "LAPOR-0000001")
        with line.turn(fake, 0) as held, self.assertRaises(NoLine):
            held.send(REPORT)
