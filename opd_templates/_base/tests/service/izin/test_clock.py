"""Deadlines in working days, standing still while it is the applicant's turn; and what is deleted when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from unittest import mock

from django.utils import timezone

from opd import retention
from opd.models import Holiday
from opd.service import clearing, current, deadlines, letters
from opd.service.models import Attachment, Event, Letter, Record, Searchable
from tests.service.support import ServiceCase, permit, signer


def on(day: date) -> mock._patch:
    """As if it were ``day``."""
    moment = datetime.combine(day, time(9), timezone.get_current_timezone())
    return mock.patch("django.utils.timezone.now", return_value=moment)


class Clock(ServiceCase):
    def record(self) -> Record:
        """Came on Monday, 2 March 2026: seven working days end on 11 March."""
        with on(date(2026, 3, 2)):
            return self.hand_in(mulai="2026-06-01")[0]

    def test_seven_working_days(self) -> None:
        record = self.record()
        self.assertEqual(
            (record.received, record.due, record.warn_on),
            (date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 9)),
        )

    def test_colours(self) -> None:
        record = self.record()
        for day, color in ((2, "hijau"), (6, "hijau"), (9, "kuning"), (11, "kuning"), (12, "merah")):
            self.assertEqual(deadlines.light(record, date(2026, 3, day)).color, color, day)

    def test_a_holiday_that_is_added_moves_what_is_open(self) -> None:
        record = self.record()
        Holiday.objects.create(day=date(2026, 3, 4), name="Rekaan")
        record.refresh_from_db()
        self.assertEqual(record.due, date(2026, 3, 12))
        Holiday.objects.all().first().delete()
        record.refresh_from_db()
        self.assertEqual(record.due, date(2026, 3, 11))

    def test_the_clock_stands_still_for_the_applicant(self) -> None:
        record = self.record()
        with on(date(2026, 3, 4)):
            record = self.moved(record, ("petugas loket", "kembalikan"))
        self.assertEqual(deadlines.light(record, date(2026, 4, 1)).color, "jeda")
        with on(date(2026, 3, 9)):
            record = self.moved(record, ("pemohon", "perbaiki"))
        self.assertEqual((record.paused_days, record.due), (3, date(2026, 3, 16)))
        with on(date(2026, 3, 10)):
            record = self.moved(record, ("petugas loket", "terima"), ("kepala", "tolak"))
        self.assertEqual(record.took, 3)

    def test_it_is_extended_once_with_a_reason(self) -> None:
        record = self.record()
        with on(date(2026, 3, 4)):
            record = self.moved(record, ("petugas loket", "terima"))
            path = f"/meja/izin/{record.pk}/langkah/perpanjang/"
            desk = self.staff("pemeriksa")
            self.assertEqual(desk.post(path, {"_alasan": " "}).status_code, 422)
            self.assertEqual(desk.post(path, {"_alasan": "Menunggu hasil uji beban"}).status_code, 302)
            record.refresh_from_db()
            self.assertEqual((record.state, record.extended_days), ("diperiksa", 5))
            self.assertEqual((record.due, record.warn_on), (date(2026, 3, 18), date(2026, 3, 16)))
            again = desk.post(path, {"_alasan": "Masih menunggu"})
        self.assertContains(again, "hanya dapat sekali", status_code=422)
        Holiday.objects.create(day=date(2026, 3, 17), name="Rekaan")
        record.refresh_from_db()
        self.assertEqual(record.due, date(2026, 3, 19))

    def test_what_is_due_next_comes_first_and_what_is_done_last(self) -> None:
        with on(date(2026, 3, 2)):
            made = [self.hand_in(number, mulai="2026-06-01")[0] for number in (1, 2, 3)]
        for record, day in zip(made, (13, 11, 12), strict=True):
            Record.objects.filter(pk=record.pk).update(due=date(2026, 3, day))
        Record.objects.filter(pk=made[1].pk).update(closed_at=timezone.now())
        desk = self.staff("kepala")

        def listed(query: str) -> list[object]:
            return [row["record"].pk for row in desk.get(f"/meja/izin/?{query}").context["rows"]]

        self.assertEqual(listed("urut=tenggat"), [made[2].pk, made[0].pk, made[1].pk])
        newest = listed("")
        self.assertEqual(newest, listed("urut=baru"))
        self.assertEqual(newest, listed("urut=' OR 1=1"))


class Clearing(ServiceCase):
    def closed(self) -> Record:
        record, _ = self.hand_in()
        record = self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        letters.make(record, "izin", signer(), "kepala")
        return self.moved(record, ("kepala", "terbitkan"))

    def test_files_go_first_then_everything_that_names_somebody(self) -> None:
        record, other = self.closed(), self.hand_in(2)[0]
        path = Attachment.objects.filter(record=record).first().file
        Record.objects.filter(pk=record.pk).update(closed_at=timezone.now() - timedelta(days=100))
        with self.captureOnCommitCallbacks(execute=True):
            done = retention.run()
        self.assertEqual((done["izin"], done["lampiran_izin"]), (0, 1))
        self.assertFalse(path.storage.exists(path.name))
        self.assertEqual(Attachment.objects.filter(record=record).count(), 0)
        Record.objects.filter(pk=record.pk).update(closed_at=timezone.now() - timedelta(days=731))
        self.assertEqual(retention.run()["izin"], 1)
        record.refresh_from_db()
        kind = current.kind("izin")
        self.assertFalse(
            {code for code, field in kind.isian.items() if field.is_personal} & record.data.keys()
        )
        self.assertEqual((record.number[:9], record.state, record.token), ("IZIN/0001", "terbit", ""))
        self.assertFalse(Searchable.objects.filter(record=record).exists())
        self.assertEqual(Letter.objects.get().text, {})
        self.assertTrue(
            all(event.note in ("", clearing.MARK) for event in Event.objects.filter(record=record))
        )
        self.assertEqual(Attachment.objects.filter(record=other).count(), 2)
        self.assertEqual(retention.run()["izin"], 0)

    def test_a_cleared_record_stays_to_be_seen_and_is_moved_no_more(self) -> None:
        record = self.closed()
        Record.objects.filter(pk=record.pk).update(closed_at=timezone.now() - timedelta(days=731))
        retention.run()
        page = self.staff("kepala").get(f"/meja/izin/{record.pk}/")
        self.assertContains(page, "Data pribadi sudah dihapus")
        self.assertNotContains(page, permit()["nama"])
        self.assertEqual(self.staff("kepala").get(f"/meja/izin/{record.pk}/surat/izin/pdf/").status_code, 404)

    def test_why_a_letter_was_voided_goes_too(self) -> None:
        record = self.closed()
        letters.void(record, "izin", "kepala", "Nama Siti Rekaan salah eja")
        Record.objects.filter(pk=record.pk).update(closed_at=timezone.now() - timedelta(days=731))
        retention.run()
        self.assertEqual(Letter.objects.get().voided_why, clearing.MARK)

    def test_the_number_is_not_given_again(self) -> None:
        record = self.closed()
        Record.objects.filter(pk=record.pk).update(closed_at=timezone.now() - timedelta(days=731))
        retention.run()
        self.assertIn("/0002/", self.hand_in(1)[0].number)
