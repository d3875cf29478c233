"""From the desk: verification, the office in charge, no wrong door, duplicates, done."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest import mock

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from opd.complaints import desk_forms, duplicates, states
from opd.complaints.models import Complaint, Event
from opd.models import AuditEntry, Holiday
from opd.refusal import Refused
from tests.complaints.support import GIVEN, ComplaintsCase, TogetherCase, file, picture


class Flow(ComplaintsCase):
    def send(self, client: Any, one: Complaint, step: str, code: int = 302, **given: Any) -> Any:
        move = states.MOVES[step]
        known = {**GIVEN, **given}
        sent = {name: known[name] for name in (*move.asks, *move.may) if name in known}
        answer = client.post(f"/meja/laporan/{one.pk}/langkah/{step}/", sent)
        self.assertEqual(
            answer.status_code,
            code,
            answer.context and answer.context.get("form") and answer.context["form"].errors,
        )
        one.refresh_from_db()
        return answer

    def test_the_whole_way_by_forms(self) -> None:
        one, _ = self.hand_in()
        desk, office = self.staff("koordinator"), self.staff("penghubung", "dlh")
        self.assertEqual(office.get(f"/meja/laporan/{one.pk}/").status_code, 404)
        self.send(desk, one, "teruskan")
        self.assertEqual((one.state, one.unit, one.clock_days, one.listed), ("disposisi", "dlh", 14, True))
        self.send(office, one, "mulai", sebelum=file())
        self.assertEqual(one.assignments.get().taken_by, "penghubung-dlh")
        self.send(office, one, "selesaikan", sesudah=file(body=picture(30)), foto_umum="on")
        self.assertEqual((one.state, one.outcome.took, one.outcome.in_time), ("selesai", 0, True))
        self.assertEqual(
            {photo.kind: photo.public for photo in one.photos.all()}, {"sebelum": False, "sesudah": True}
        )
        words = list(Event.objects.filter(complaint=one).values_list("what", flat=True))
        self.assertEqual(
            words,
            ["Laporan diterima", "Diverifikasi dan diteruskan", "Mulai ditindaklanjuti", "Selesai ditangani"],
        )
        self.assertEqual(AuditEntry.objects.filter(subject=f"laporan:{one.pk}").count(), 4)

    def test_each_class_has_its_clock(self) -> None:
        for klass, unit, days in (
            (states.INFORMATION, "dlh", 5),
            (states.PLAIN, "dlh", 14),
            (states.OVERSEEN, "inspektorat", 60),
        ):
            one, _ = self.hand_in()
            one = self.moved(one, "teruskan", klasifikasi=klass, unit=unit)
            self.assertEqual(one.clock_days, days)

    def test_conduct_goes_to_the_oversight_alone_and_is_never_listed(self) -> None:
        one, _ = self.hand_in()
        desk = self.staff("koordinator")
        self.send(desk, one, "teruskan", 422, klasifikasi=states.OVERSEEN, unit="dlh")
        self.send(desk, one, "teruskan", 422, klasifikasi=states.PLAIN, unit="inspektorat")
        self.send(desk, one, "teruskan", klasifikasi=states.OVERSEEN, unit="inspektorat")
        self.assertFalse(one.listed)
        with self.assertRaises(DatabaseError), transaction.atomic():
            Complaint.objects.filter(pk=one.pk).update(listed=True)

    def test_the_public_text_is_masked_whatever_the_officer_leaves_in_it(self) -> None:
        one, _ = self.hand_in()
        self.send(
            self.staff("koordinator"),
            one,
            "teruskan",
            teks_umum="Telepon 0812 3456 7890, NIK 9999 9901 0990 4321, a@b.id",
        )
        for word in ("3456", "9901", "a@b.id"):
            self.assertNotIn(word, one.public_text)

    def test_what_is_missing_is_asked_for(self) -> None:
        one, _ = self.hand_in()
        desk = self.staff("koordinator")
        for step, name in (
            ("teruskan", "unit"),
            ("tolak", "alasan"),
            ("gabung", "induk"),
            ("ke-sp4n", "sp4n"),
            ("minta-data", "pertanyaan"),
        ):
            answer = self.send(desk, one, step, 422, **{name: ""})
            self.assertIn(name, answer.context["form"].errors)
        self.assertEqual(one.state, states.NEW)

    def test_no_wrong_door_passes_it_on_and_the_clock_goes_on(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan")
        due, office = one.due, self.staff("penghubung", "dlh")
        self.send(office, one, "alihkan", 422, unit="dlh")
        self.send(office, one, "alihkan", 422, unit="inspektorat")
        self.send(office, one, "alihkan", unit="putr")
        self.assertEqual((one.unit, one.state, one.due), ("putr", "disposisi", due))
        self.assertEqual(
            [(row.unit, row.until is None) for row in one.assignments.all()], [("dlh", False), ("putr", True)]
        )
        self.assertEqual(office.get(f"/meja/laporan/{one.pk}/").status_code, 404)
        self.assertEqual(self.staff("penghubung", "putr").get(f"/meja/laporan/{one.pk}/").status_code, 200)

    def test_another_class_begins_its_clock_on_the_day_of_verification(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan")
        one = self.moved(one, "alihkan", unit="inspektorat", klasifikasi=states.OVERSEEN)
        self.assertEqual((one.clock_days, one.clock_since, one.listed), (60, one.verified_on, False))

    def test_a_dismissal_a_merger_and_the_nations_way(self) -> None:
        first, _ = self.hand_in()
        for step, state in (("tolak", "ditolak"), ("gabung", "duplikat"), ("ke-sp4n", "dialihkan")):
            one, _ = self.hand_in()
            one = self.moved(one, step, induk=first.code.lower(), sp4n="1234567")
            self.assertEqual((one.state, one.closed_at is None, one.runs), (state, False, False))

    def test_no_wrong_door_when_the_office_is_at_work_already(self) -> None:
        first, _ = self.hand_in()
        later = (timezone.localdate() + timedelta(days=5)).isoformat()
        for before in (("mulai",), ("mulai", "tunda")):
            for step, state in (("gabung", "duplikat"), ("ke-sp4n", "dialihkan")):
                one = self.moved(self.hand_in()[0], "teruskan")
                for each in before:
                    self.send(
                        self.staff("koordinator") if each == "tunda" else self.staff("penghubung", "dlh"),
                        one,
                        each,
                        sampai=later,
                    )
                office = self.staff("penghubung", "dlh")
                self.assertEqual(office.get(f"/meja/laporan/{one.pk}/langkah/{step}/").status_code, 403)
                self.send(self.staff("koordinator"), one, step, induk=first.code, sp4n=f"77{before[-1]}")
                self.assertEqual((one.state, one.closed_at is None, one.listed), (state, False, False))
                self.assertFalse(one.assignments.filter(until=None).exists())

    def test_nothing_is_merged_with_itself_or_in_a_ring(self) -> None:
        first, _ = self.hand_in()
        second, _ = self.hand_in()
        third, _ = self.hand_in()
        self.moved(second, "gabung", induk=first.code)
        third = self.moved(third, "gabung", induk=second.code)
        self.assertEqual(third.duplicate_of, first)
        for wrong in (first.code, third.code, "SQS-2026-999999", "x"):
            with self.assertRaises(Refused):
                self.moved(first, "gabung", induk=wrong)

    def test_what_may_be_the_same_is_shown_nearest_first(self) -> None:
        near, _ = self.hand_in(lintang="2,9601")
        other, _ = self.hand_in(lintang="2,97")
        village, _ = self.hand_in(lintang="", bujur="")
        kind, _ = self.hand_in(kategori="jalan/berlubang")
        one, _ = self.hand_in()
        self.assertEqual(
            [(found.pk, apart) for found, apart in duplicates.alike(one)], [(near.pk, 11), (village.pk, None)]
        )
        page = self.staff("koordinator").get(f"/meja/laporan/{one.pk}/")
        self.assertContains(page, near.code)
        for absent in (other, kind):
            self.assertNotContains(page, absent.code)

    def test_nothing_is_merged_into_what_was_refused_or_withdrawn(self) -> None:
        one, _ = self.hand_in()
        for step in ("tolak", "cabut"):
            ended = self.moved(self.hand_in()[0], step)
            with self.assertRaises(Refused):
                self.moved(one, "gabung", induk=ended.code)

    def test_a_ring_of_duplicates_has_an_end(self) -> None:
        one, other = self.hand_in()[0], self.hand_in()[0]
        for this, that in ((one, other), (other, one)):
            Complaint.objects.filter(pk=this.pk).update(duplicate_of=that, state=states.MERGED)
        third, _ = self.hand_in()
        one.refresh_from_db()
        self.assertIn(duplicates.root(one).pk, (one.pk, other.pk))
        with self.assertRaises(Refused):
            self.moved(third, "gabung", induk=one.code)

    def test_rubbish_is_not_done_without_a_picture_and_health_is(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", "mulai")
        with self.assertRaises(Refused):
            self.moved(one, "selesaikan", sesudah=[])
        self.assertTrue(desk_forms.for_move("selesaikan", one).fields["sesudah"].required)
        other, _ = self.hand_in(kategori="kesehatan/")
        other = self.moved(other, "teruskan", "mulai", unit="dinkes")
        self.assertFalse(desk_forms.for_move("selesaikan", other).fields["sesudah"].required)
        self.assertEqual(self.moved(other, "selesaikan", sesudah=[]).state, "selesai")

    def test_postponing_has_an_end_and_stops_the_clock(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", "mulai")
        desk, today = self.staff("koordinator"), timezone.localdate()
        for wrong in (today, today - timedelta(days=1), today + timedelta(days=80)):
            self.send(desk, one, "tunda", 422, sampai=wrong.isoformat())
        self.send(desk, one, "tunda", sampai=(today + timedelta(days=10)).isoformat())
        self.assertEqual((one.state, one.stopped_on), ("ditunda", today))
        Complaint.objects.filter(pk=one.pk).update(stopped_on=today - timedelta(days=14))
        one.refresh_from_db()
        due = one.due
        self.send(desk, one, "lanjutkan")
        self.assertEqual((one.stopped_on, one.paused_days, one.postponed_until), (None, 10, None))
        self.assertGreater(one.due, due)

    def test_an_answer_at_once_is_of_the_class_information(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "jawab")
        self.assertEqual(
            (one.state, one.klass, one.outcome.in_time, one.clock_days), ("selesai", "informasi", True, 5)
        )
        self.assertEqual(self.moved(one, "buka-lagi").state, states.NEW)

    def test_a_state_that_changed_meanwhile_refuses(self) -> None:
        one, _ = self.hand_in()
        stale = Complaint.objects.get(pk=one.pk)
        self.moved(one, "teruskan")
        with self.assertRaises(Refused):
            self.moved(stale, "tolak")

    def test_a_holiday_moves_what_is_open(self) -> None:
        one, _ = self.hand_in()
        before = one.due
        Holiday.objects.create(day=before, name="Hari contoh")
        one.refresh_from_db()
        self.assertGreater(one.due, before)
        Holiday.objects.get(day=before).delete()
        one.refresh_from_db()
        self.assertEqual(one.due, before)

    def test_the_history_is_frozen(self) -> None:
        self.hand_in()
        for change in (lambda: Event.objects.update(what="Lain"), lambda: Event.objects.all().delete()):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()
        with self.assertRaises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE complaints_event")

    def test_words_to_what_has_ended_are_refused(self) -> None:
        one, _ = self.hand_in()
        self.moved(one, "tolak")
        self.staff("koordinator").post(
            f"/meja/laporan/{one.pk}/tanggapan/", {"teks": "Terlambat", "umum": "on"}
        )
        self.assertEqual(one.responses.count(), 0)


class Together(TogetherCase):
    def test_two_that_are_merged_into_each_other_at_once_make_no_ring(self) -> None:
        first, second = self.hand_in()[0], self.hand_in()[0]
        both, told = threading.Barrier(2), []

        def root(complaint: Complaint) -> Complaint:
            with suppress(threading.BrokenBarrierError):
                both.wait(timeout=1)  # as far as both come without waiting for one another
            return found(complaint)

        def merge(one: Complaint, other: Complaint) -> None:
            try:
                self.moved(one, "gabung", induk=other.code)
                told.append("merged")
            except Exception as error:  # told below
                told.append(type(error).__name__)
            finally:
                connection.close()

        found = duplicates.root
        with mock.patch.object(duplicates, "root", root):
            threads = [
                threading.Thread(target=merge, args=pair) for pair in ((first, second), (second, first))
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(sorted(told), ["Refused", "merged"])
