"""A citizen reports: what is taken, what is refused, what is kept and how."""

from __future__ import annotations

import io
import re
import threading
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.core import mail
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from opd import files
from opd.complaints import clearing, intake, numbers
from opd.complaints.models import Complaint, Counter, Event, Photo, Reporter
from tests.complaints.support import (
    INSIDE,
    NAME,
    NIK,
    OUTSIDE,
    ComplaintsCase,
    TogetherCase,
    file,
    picture,
    report,
)


class Report(ComplaintsCase):
    def refused(self, field: str | None, **more: object) -> str:
        answer = self.client.post("/lapor/", report(**more))
        self.assertEqual(answer.status_code, 422, more)
        errors = answer.context["form"].errors
        self.assertEqual(list(errors), [field or "__all__"], errors)
        self.assertEqual(Complaint.objects.count(), 0)
        return str(errors)

    def test_a_report_gets_a_code_a_token_and_a_deadline(self) -> None:
        one, token = self.hand_in()
        self.assertRegex(one.code, r"^SQS-\d{4}-000001$")
        self.assertRegex(token, r"^(\w{4}-){4}\w{4}$")
        self.assertEqual(
            (one.state, one.clock_days, one.category, one.sub), ("masuk", 3, "sampah", "menumpuk")
        )
        self.assertGreater(one.due, one.received)
        self.assertNotEqual(one.token, token)
        self.assertEqual(one.notice, "2026-01")

    def test_what_was_written_is_sealed_in_the_database(self) -> None:
        one, _ = self.hand_in(nik=NIK)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c::text, r::text FROM complaints_complaint c JOIN complaints_reporter r ON true"
            )
            kept = " ".join(cursor.fetchone())
        for word in ("Sampah menumpuk sudah", "pasar contoh", NAME, "081234567890", NIK, "warga@contoh"):
            self.assertNotIn(word, kept)
        reporter = Reporter.objects.get()
        self.assertEqual((reporter.name, reporter.phone, reporter.nik), (NAME, "081234567890", NIK))
        self.assertEqual(one.lat, 2.96)

    def test_lengths_of_the_text(self) -> None:
        self.refused("uraian", uraian="x" * 19)
        self.refused("uraian", uraian="x" * 5001)
        self.refused("uraian", uraian=" " * 30 + "pendek")
        self.hand_in(uraian="x" * 20)
        self.hand_in(uraian="x" * 5000)

    def test_a_wrong_number_is_refused_and_each_right_spelling_taken(self) -> None:
        for wrong in ("12345", "08123", "+1 555 123 4567", "0812345678901234", "abc"):
            self.refused("telepon", telepon=wrong)
        for right in ("+62 812 3456 7890", "0812.3456.7890", "081234567890"):
            self.hand_in(telepon=right)

    def test_a_wrong_nik_is_refused_and_none_is_needed(self) -> None:
        for wrong in ("123", "9999990000004321", "99999901019000000", "999999010190432x"):
            self.refused("nik", nik=wrong)
        self.hand_in(nik="")

    def test_who_is_not_anonymous_says_who_it_is(self) -> None:
        self.assertIn("anonim", self.refused("nama", nama=""))
        self.refused("telepon", telepon="")
        one, _ = self.hand_in(nama="", telepon="", surel="", anonim="on")
        self.assertTrue(one.anonymous)
        self.assertFalse(Reporter.objects.exists())

    def test_the_form_alone_may_ask_where_somebody_stands(self) -> None:
        allowed = self.client.get("/lapor/").headers["Permissions-Policy"]
        self.assertEqual(allowed, "camera=(), geolocation=(self), microphone=()")
        self.assertEqual(self.client.post("/lapor/", {}).headers["Permissions-Policy"], allowed)
        for path in ("/", "/laporan/"):
            self.assertNotIn("Permissions-Policy", self.client.get(path).headers, path)

    def test_who_gives_an_address_for_mail_is_told_that_no_news_comes_by_it(self) -> None:
        help_text = self.client.get("/lapor/").context["form"]["surel"].help_text
        self.assertIn("Kabar tidak dikirim lewat surel", help_text)
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", "mulai", "selesaikan")
        self.assertEqual(mail.outbox, [])

    def test_a_place_outside_the_city_is_a_warning_and_no_refusal(self) -> None:
        one, _ = self.hand_in(lintang=OUTSIDE[0], bujur=OUTSIDE[1])
        self.assertTrue(one.outside)
        self.assertContains(self.client.get("/lapor/diterima/"), "di luar batas kota")
        self.assertFalse(self.hand_in(lintang=INSIDE[0], bujur=INSIDE[1])[0].outside)

    def test_half_a_point_and_no_place_at_all_are_refused(self) -> None:
        self.refused("lintang", bujur="")
        self.refused("lintang", lintang="91")
        self.refused("lintang", lintang="utara")
        self.refused("kelurahan", kelurahan="", alamat="", lintang="", bujur="")
        self.refused("kelurahan", kelurahan="12.72.05.9999")

    def test_an_unknown_category_is_refused(self) -> None:
        for wrong in ("", "sampah", "sampah/tiada", "../etc"):
            self.refused("kategori", kategori=wrong)
        self.hand_in(kategori="sampah/")

    def test_the_notice_has_to_be_agreed_to(self) -> None:
        self.refused("setuju", setuju="")

    def test_what_a_program_fills_in_is_refused(self) -> None:
        self.refused(None, situs="http://contoh.invalid")

    def test_pictures_are_written_anew_without_their_place(self) -> None:
        tagged = Image.Exif()
        tagged[0x8825] = {1: "N", 2: (2.0, 57.0, 0.0)}
        tagged[0x010F] = "Kamera Rahasia"
        one, _ = self.hand_in(foto=[file(body=picture(60, exif=tagged)), file("b.png", picture(50, "PNG"))])
        photos = list(one.photos.all())
        self.assertEqual([photo.file.name[-4:] for photo in photos], [".jpg", ".png"])
        kept = photos[0].file.open().read()
        self.assertNotIn(b"Kamera", kept)
        self.assertEqual(dict(Image.open(io.BytesIO(kept)).getexif()), {})
        self.assertNotIn(kept[:100], Path(photos[0].file.path).read_bytes())

    def test_too_many_too_large_and_lying_files_are_refused(self) -> None:
        self.refused("foto", foto=[file() for _ in range(6)])
        self.refused("foto", foto=file(body=b"\xff\xd8\xff" + b"x" * (5 * 1024**2)))
        self.refused("foto", foto=file(body=b"<?php system($_GET[0]); ?>"))
        self.refused("foto", foto=file(body=b"\xff\xd8\xff<script>alert(1)</script>"))
        self.refused("foto", foto=file("foto.jpg", b"%PDF-1.7\n"))
        self.refused("foto", foto=[file(), file(body=b"")])

    def test_a_form_that_is_sent_twice_makes_one_report(self) -> None:
        key = re.search(r'name="_kunci" value="([^"]+)"', self.client.get("/lapor/").content.decode())[1]
        first = self.client.post("/lapor/", report(_kunci=key))
        again = self.client.post("/lapor/", report(_kunci=key))
        self.assertEqual((first["Location"], again["Location"]), ("/lapor/diterima/", "/lapor/diterima/"))
        stranger = Client().post("/lapor/", report(_kunci=key))
        self.assertEqual(stranger["Location"], "/lacak/")
        self.assertEqual(Complaint.objects.count(), 1)

    def test_a_changed_key_is_no_key(self) -> None:
        self.hand_in(_kunci="00000000-0000-0000-0000-000000000000:bohong")
        self.assertEqual(Complaint.objects.count(), 1)

    def test_how_often_is_limited(self) -> None:
        codes = [self.client.post("/lapor/", report()).status_code for _ in range(11)]
        self.assertEqual(codes, [302] * 10 + [429])
        self.assertEqual(Complaint.objects.count(), 10)
        other = {"X-Forwarded-For": "10.0.0.9"}
        self.assertEqual(self.client.post("/lapor/", report(), headers=other).status_code, 302)

    def test_who_mistypes_is_not_shut_out(self) -> None:
        self.assertEqual({self.client.post("/lapor/", {}).status_code for _ in range(30)}, {422})
        self.hand_in()

    def test_nor_may_anybody_try_without_an_end(self) -> None:
        codes = [self.client.post("/lapor/", {}).status_code for _ in range(61)]
        self.assertEqual(codes, [422] * 60 + [429])

    def test_a_form_that_is_sent_again_counts_once(self) -> None:
        key = re.search(r'name="_kunci" value="([^"]+)"', self.client.get("/lapor/").content.decode())[1]
        for _ in range(12):
            self.assertEqual(self.client.post("/lapor/", report(_kunci=key)).status_code, 302)
        self.hand_in()

    def test_the_receipt_is_the_senders_alone(self) -> None:
        self.hand_in()
        self.assertRedirects(Client().get("/lapor/diterima/"), "/lacak/")

    def test_the_form_needs_its_csrf_token(self) -> None:
        self.assertEqual(Client(enforce_csrf_checks=True).post("/lapor/", report()).status_code, 403)


class Desk(ComplaintsCase):
    def test_the_desk_writes_down_what_comes_by_telephone(self) -> None:
        desk = self.staff("loket")
        answer = desk.post("/meja/lapor/", report(kanal="telepon", foto=file()))
        self.assertContains(answer, answer.context["token"])
        one = Complaint.objects.get()
        self.assertEqual((one.channel, one.created_by.username, one.photos.count()), ("telepon", "loket", 1))
        self.assertEqual(Event.objects.get().who, "loket")

    def test_the_web_is_no_channel_of_the_desk(self) -> None:
        self.assertEqual(self.staff("loket").post("/meja/lapor/", report(kanal="web")).status_code, 422)

    def test_the_same_form_is_not_kept_twice(self) -> None:
        desk = self.staff("loket")
        key = re.search(r'name="_kunci" value="([^"]+)"', desk.get("/meja/lapor/").content.decode())[1]
        for code in (200, 302):
            self.assertEqual(desk.post("/meja/lapor/", report(kanal="wa", _kunci=key)).status_code, code)
        self.assertEqual(Complaint.objects.count(), 1)

    def test_nor_when_it_comes_twice_at_once(self) -> None:
        desk = self.staff("loket")
        key = re.search(r'name="_kunci" value="([^"]+)"', desk.get("/meja/lapor/").content.decode())[1]
        with mock.patch.object(intake, "take", side_effect=IntegrityError):
            answer = desk.post("/meja/lapor/", report(kanal="wa", _kunci=key), follow=True)
            self.assertContains(answer, "Formulir ini sudah tersimpan")
            with self.assertRaises(IntegrityError):  # a fault of another kind is not hushed up
                desk.post("/meja/lapor/", report(kanal="wa"))


class Together(TogetherCase):
    def test_many_at_once_get_numbers_without_gap_or_double(self) -> None:
        failed = []

        def send() -> None:
            try:
                for _ in range(5):
                    intake.take({"category": "sampah", "text": "Bersama-sama melapor."})
            except Exception as error:  # told below
                failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        counts = sorted(int(code[-6:]) for code in Complaint.objects.values_list("code", flat=True))
        self.assertEqual(counts, list(range(1, 41)))

    def test_what_fails_leaves_no_gap(self) -> None:
        with self.assertRaises(KeyError):
            intake.take({"category": "sampah"})
        one, _ = intake.take({"category": "sampah", "text": "Yang berikutnya."})
        with self.assertRaises(RuntimeError), self.settings():
            intake.take({"category": "sampah", "text": "Gagal.", "name": Broken()})
        other, _ = intake.take({"category": "sampah", "text": "Sesudah yang gagal."})
        self.assertEqual((one.code[-6:], other.code[-6:]), ("000001", "000002"))
        self.assertEqual(Counter.objects.get().last, 2)

    def test_no_number_outside_of_a_transaction(self) -> None:
        with self.assertRaises(RuntimeError):
            numbers.assign("SQS", 2026)

    def test_pictures_of_a_failed_report_are_swept(self) -> None:
        later = timezone.now() + timedelta(days=2)
        clearing.sweep(later)  # of other tests, whose database forgot them
        pictures = [(".jpg", ContentFile(picture()))]
        with self.assertRaises(RuntimeError):
            intake.take({"category": "sampah", "text": "Gagal.", "name": Broken()}, pictures)
        kept, _ = intake.take({"category": "sampah", "text": "Berhasil."}, pictures)
        self.assertEqual(clearing.sweep(timezone.now()), 0)
        self.assertEqual(clearing.sweep(later), 2)
        self.assertTrue(files.private().exists(kept.photos.get().file.name))
        self.assertEqual(Photo.objects.count(), 1)


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("broken")
