"""A citizen hands in a permit: what is kept, how, and what is refused."""

from __future__ import annotations

from django.db import connection
from django.test import Client

from opd import tokens
from opd.models import AuditEntry
from opd.service import answers, current, sealing
from opd.service.models import Attachment, Record, Searchable
from tests.service.support import PDF, ServiceCase, file, permit, picture


class Form(ServiceCase):
    def test_a_request_is_kept_numbered_and_answered_with_a_token(self) -> None:
        record, token = self.hand_in()
        self.assertRegex(record.number, r"^IZIN/0001/[IVX]+/20\d\d$")
        self.assertEqual(record.token, tokens.digest(token))
        self.assertEqual(record.title, "Warung Contoh 1")
        self.assertEqual((record.state, record.notice), ("diajukan", "2026-01"))
        self.assertIsNotNone(record.due)
        self.assertEqual(record.data["nilai"], 1_500_000)
        self.assertEqual(record.data["luas"], "12.5")
        self.assertEqual(record.data["sisi"], ["depan", "belakang"])
        self.assertEqual(record.data["menyala"], True)
        self.assertEqual(record.data["lokasi"], {"teks": "Jalan Contoh No. 1", "lat": 2.959, "lon": 99.06})

    def test_the_database_reads_no_personal_answer(self) -> None:
        record, token = self.hand_in()
        with connection.cursor() as cursor:
            for table in (
                "service_record",
                "service_searchable",
                "service_event",
                "opd_auditentry",
                "service_letter",
            ):
                cursor.execute(f"SELECT t::text FROM {table} t")  # our own names
                text = "\n".join(row[0] for row in cursor.fetchall())
                for personal in (
                    permit()["nik"],
                    "081234567890",
                    "Jalan Rekaan",
                    "warga@contoh",
                    permit()["nama"],
                    token,
                ):
                    self.assertNotIn(personal, text, table)
        kind = current.kind("izin")
        self.assertEqual(answers.read(record, "nik", kind.isian["nik"]), permit()["nik"])
        self.assertEqual(answers.read(record, "telepon", kind.isian["telepon"]), "081234567890")

    def test_a_sealed_answer_opens_in_its_own_place_alone(self) -> None:
        record, _ = self.hand_in()
        other, _ = self.hand_in(2)
        with self.assertRaises(ValueError):
            sealing.opened(record.data["nik"], sealing.bound("izin", "nik", other.pk))
        with self.assertRaises(ValueError):
            sealing.opened(record.data["nik"], sealing.bound("izin", "nama", record.pk))

    def test_files_are_sealed_and_pictures_written_anew(self) -> None:
        hidden = b"GPS-RAHASIA-123"
        body = picture() + hidden
        self.hand_in(ktp=file("ktp.jpg", body))
        one = Attachment.objects.get(field="ktp")
        with open(one.file.path, "rb") as raw:  # noqa: PTH123  # what lies on the volume
            self.assertNotIn(b"JFIF", raw.read())
        with one.file.open() as opened:
            content = opened.read()
        self.assertTrue(content.startswith(b"\xff\xd8\xff"))
        self.assertNotIn(hidden, content)
        self.assertNotIn("ktp", one.file.name)

    def test_without_the_notice_agreed_to_nothing_is_kept(self) -> None:
        answer = self.client.post("/permohonan/izin/", permit(_setuju=""))
        self.assertEqual(answer.status_code, 422)
        self.assertContains(answer, "Ada yang perlu diperbaiki", status_code=422)
        self.assertFalse(Record.objects.exists())

    def test_the_same_form_sent_twice_makes_one_record(self) -> None:
        key = self.client.get("/permohonan/izin/").context["key"]
        first = self.client.post("/permohonan/izin/", permit(_kunci=key))
        again = self.client.post("/permohonan/izin/", permit(_kunci=key))
        self.assertEqual((first["Location"], again["Location"]), ("/permohonan/tanda-terima/",) * 2)
        self.assertEqual(Record.objects.count(), 1)
        stranger = Client().post("/permohonan/izin/", permit(_kunci=key))
        self.assertEqual(stranger["Location"], "/lacak/")

    def test_one_open_request_a_person(self) -> None:
        record, _ = self.hand_in()
        answer = self.client.post("/permohonan/izin/", permit(nama_usaha="Lain"))
        self.assertContains(answer, "Masih ada izin pemasangan reklame yang berjalan", status_code=422)
        self.moved(record, ("petugas loket", "terima"), ("kepala", "tolak"))
        self.assertEqual(self.client.post("/permohonan/izin/", permit()).status_code, 302)

    def test_a_kind_that_is_not_there_is_not_found(self) -> None:
        for code in ("tidak_ada", "izin'--", "IZIN"):
            self.assertEqual(self.client.get(f"/permohonan/{code}/").status_code, 404)

    def test_twenty_an_hour_and_no_more(self) -> None:
        for number in range(1, 21):
            self.client.post("/permohonan/izin/", {"nama": str(number)})
        self.assertEqual(self.client.post("/permohonan/izin/", permit()).status_code, 429)

    def test_what_happened_is_written_down_without_the_person(self) -> None:
        record, _ = self.hand_in()
        entry = AuditEntry.objects.get(action="berkas masuk")
        self.assertEqual((entry.who, entry.subject), ("publik", f"izin:{record.pk}"))
        self.assertEqual(entry.detail, {"nomor": record.number})
        self.assertEqual(Searchable.objects.filter(record=record).count(), 2)


# Each answer that is refused, and the field that says so.
REFUSED = [
    ("nik", "1234567890123456"), ("nik", "99999910109000x1"), ("nik", "٩٩٩٩٩٩١٠١٠٩٠٠٠٠١"), ("nik", "9" * 40),
    ("nik", "' OR 1=1 --"), ("telepon", "0812"), ("telepon", "<script>"), ("telepon", "+1 202 555 0100"),
    ("surel", "bukan surel"), ("surel", "a@b\r\nBcc: x@y.z"), ("nama", "Budi\u202egnp.exe"), ("nama", "Budi\x00"),
    ("nama", "x" * 101), ("nama", "   "), ("nib", "912000123456"), ("nib", "91200012345678"),
    ("nib", "٩١٢٠٠٠١٢٣٤٥٦٧"), ("bentuk", "bukan"), ("bentuk", "papan' --"), ("sisi", ["depan", "atas"]),
    ("luas", "1e5"), ("luas", "NaN"), ("luas", "-3"), ("luas", "0"), ("luas", "201"), ("luas", "1,234"),
    ("luas", "١٢"), ("nilai", "1,5"), ("nilai", "99999999999999999999"), ("nilai", "-1.5.00"), ("nilai", "0x10"),
    ("mulai", "2020-01-01"), ("mulai", "31-02-2027"), ("mulai", "9999-12-31"), ("mulai", "kemarin"),
    ("menyala", "mungkin"), ("lokasi_lat", "91"), ("lokasi_lat", "1e2"), ("lokasi_lon", ""), ("lokasi_teks", ""),
    ("lokasi_teks", "x" * 301), ("lokasi_teks", "a\u2066b"),
]  # fmt: skip
FILES = [
    ("ktp", b"<?php system($_GET[0]); ?>"), ("ktp", b""), ("ktp", b"MZ\x90\x00" + b"\0" * 200),
    ("ktp", b"GIF89a" + b"\0" * 50),
    ("ktp", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("ktp", b"%PDF-1.7\n" + b"A" * (2 * 1024**2)),
    ("ktp", b"\xff\xd8\xff\xe0" + b"\0" * 300), ("foto", PDF), ("foto", b"PK\x03\x04" + b"\0" * 100),
    ("foto", b"\x89PNG\r\n\x1a\n" + b"\0" * 64), ("foto", b"<html><script>alert(1)</script></html>"),
]  # fmt: skip


class Hostile(ServiceCase):
    def test_every_field_refuses_what_is_not_for_it(self) -> None:
        for name, value in REFUSED:
            with self.subTest(field=name, value=str(value)[:40]):
                answer = Client(REMOTE_ADDR=self.elsewhere()).post(
                    "/permohonan/izin/", permit(**{name: value})
                )
                self.assertEqual(answer.status_code, 422)
                self.assertIn(
                    name.removesuffix("_lat").removesuffix("_lon").removesuffix("_teks"),
                    answer.context["form"].errors,
                )
        self.assertFalse(Record.objects.exists())

    def test_files_that_lie_are_refused(self) -> None:
        for name, body in FILES:
            with self.subTest(field=name, begins=body[:12]):
                sent = permit(**{name: file("ktp.jpg", body)})
                answer = Client(REMOTE_ADDR=self.elsewhere()).post("/permohonan/izin/", sent)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(name, answer.context["form"].errors)
        self.assertFalse(Attachment.objects.exists())

    def test_names_of_files_lead_nowhere(self) -> None:
        names = ("../../../../etc/passwd.jpg", "a\x00b.jpg", "x" * 250 + ".jpg", "<b>.jpg")
        for number, name in enumerate(names, 1):
            sent = permit(number, ktp=file(name))
            answer = Client(REMOTE_ADDR=self.elsewhere()).post("/permohonan/izin/", sent)
            self.assertEqual(answer.status_code, 302, name)
        for one in Attachment.objects.all():
            self.assertRegex(one.file.name, r"^layanan/\d{4}/\d\d/[0-9a-f]{32}\.(jpg|png|pdf)$")

    def test_what_people_write_is_shown_as_text(self) -> None:
        evil = "<script>alert(1)</script>{{ 7*7 }}{nik}"
        record, _ = self.hand_in(nama_usaha=evil, lokasi_teks=evil)
        desk = self.staff("petugas loket")
        for path in ("/meja/izin/", f"/meja/izin/{record.pk}/"):
            page = desk.get(path).content.decode()
            self.assertNotIn("<script>alert", page)
            self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}{nik}", page)

    def test_many_parts_and_unknown_names_change_nothing(self) -> None:
        more = {
            "status": "terbit",
            "berlaku_sampai": "2030-01-01",
            "__class__": "x",
            "reverses": "1",
        }
        record, _ = self.hand_in(**more)
        self.assertEqual(record.state, "diajukan")
        self.assertNotIn("berlaku_sampai", record.data)

    def elsewhere(self) -> str:
        """Another visitor: the limit on one is not what is tested here."""
        self._visitor = getattr(self, "_visitor", 0) + 1
        return f"198.51.{self._visitor // 250}.{self._visitor % 250 + 1}"
