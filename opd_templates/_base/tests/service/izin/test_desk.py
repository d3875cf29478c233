"""The desk: each role does its own, and stands before the others' doors."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from opd import audit
from opd.models import AuditEntry, User
from opd.service import answers, current, forms, letters
from opd.service.models import Attachment, Event, Record
from tests.service.support import ServiceCase, permit, signer

ROLES = ("petugas loket", "pemeriksa", "kepala", "auditor")
# Every address of a record: who may have it (200), all others get 403.
DOORS = {
    "": set(ROLES),
    "buka/": {"petugas loket", "pemeriksa", "kepala"},
    "langkah/terima/": {"petugas loket"},
    "langkah/kembalikan/": {"petugas loket", "pemeriksa"},
    "langkah/usulkan/": {"pemeriksa"},
    "langkah/terbitkan/": {"kepala"},
    "langkah/tolak/": {"kepala"},
    "langkah/batalkan/": set(),
    "surat/izin/": {"kepala"},
}


class Doors(ServiceCase):
    def test_each_role_at_each_door(self) -> None:
        record, _ = self.hand_in()
        for path, allowed in DOORS.items():
            for role in ROLES:
                with self.subTest(path=path, role=role):
                    answer = self.staff(role).get(f"/meja/izin/{record.pk}/{path}")
                    self.assertEqual(answer.status_code, 200 if role in allowed else 403)

    def test_attachments_and_exports(self) -> None:
        record, _ = self.hand_in()
        one = Attachment.objects.get(field="ktp")
        for role in ROLES:
            answer = self.staff(role).get(f"/meja/izin/{record.pk}/lampiran/{one.pk}/")
            self.assertEqual(answer.status_code, 403 if role == "auditor" else 302, role)
            may_export = role in ("kepala", "auditor")
            answer = self.staff(role).post("/meja/izin/ekspor/", {"format": "csv"})
            self.assertEqual(answer.status_code, 200 if may_export else 403, role)
            full = {"format": "csv", "penuh": "ya", "alasan": "Laporan tahunan kepada wali kota"}
            answer = self.staff(role).post("/meja/izin/ekspor/", full)
            self.assertEqual(answer.status_code, 200 if role == "kepala" else 403, role)

    def test_an_attachment_of_another_record_is_not_found(self) -> None:
        first, _ = self.hand_in()
        second, _ = self.hand_in(2)
        one = Attachment.objects.filter(record=second).first()
        self.assertEqual(
            self.staff("kepala").get(f"/meja/izin/{first.pk}/lampiran/{one.pk}/").status_code, 404
        )

    def test_visitors_and_citizens_and_superusers_without_a_role_stay_outside(self) -> None:
        record, _ = self.hand_in()
        paths = ["/meja/", "/meja/izin/", f"/meja/izin/{record.pk}/", "/meja/token/", "/meja/penanda-tangan/"]
        for path in paths:
            self.assertEqual(Client().get(path).status_code, 302, path)
        User.objects.create_user("warga", password="x" * 20)
        outsider = Client()
        outsider.force_login(User.objects.get(username="warga"))
        for path in paths:
            self.assertEqual(outsider.get(path).status_code, 403, path)
        boss = Client()
        boss.force_login(User.objects.create_superuser("bos", password="x" * 20))
        for path in ("/meja/izin/", f"/meja/izin/{record.pk}/"):
            self.assertEqual(boss.get(path).status_code, 403, path)

    def test_records_that_are_not_there(self) -> None:
        desk = self.staff("kepala")
        self.assertEqual(desk.get(f"/meja/izin/{uuid4()}/").status_code, 404)
        self.assertEqual(desk.get(f"/meja/lain/{uuid4()}/").status_code, 404)


class Moves(ServiceCase):
    def test_the_whole_way_to_a_permit(self) -> None:
        record, _ = self.hand_in()
        base = f"/meja/izin/{record.pk}/"
        signed = signer()
        self.staff("petugas loket").post(f"{base}langkah/terima/", {})
        until = (timezone.localdate() + timedelta(days=365)).isoformat()
        sent = {"catatan_lapangan": "Lokasi sesuai", "berlaku_sampai": until}
        self.assertEqual(self.staff("pemeriksa").post(f"{base}langkah/usulkan/", sent).status_code, 302)
        head = self.staff("kepala")
        early = head.post(f"{base}langkah/terbitkan/", {})
        self.assertContains(early, "Buat dahulu surat izin", status_code=422)
        self.assertEqual(head.post(f"{base}surat/izin/", {"penanda_tangan": signed.pk}).status_code, 302)
        self.assertEqual(head.post(f"{base}langkah/terbitkan/", {}).status_code, 302)
        record.refresh_from_db()
        self.assertEqual(record.state, "terbit")
        self.assertIsNotNone(record.closed_at)
        self.assertEqual(record.took, 0)
        self.assertIsNone(audit.broken())

    def test_a_move_twice_is_told(self) -> None:
        record, _ = self.hand_in()
        desk = self.staff("petugas loket")
        self.assertEqual(desk.post(f"/meja/izin/{record.pk}/langkah/terima/", {}).status_code, 302)
        again = desk.post(f"/meja/izin/{record.pk}/langkah/terima/", {})
        self.assertContains(again, "statusnya sudah berubah", status_code=422)

    def test_a_reason_is_needed_where_the_schema_says(self) -> None:
        record, _ = self.hand_in()
        answer = self.staff("petugas loket").post(
            f"/meja/izin/{record.pk}/langkah/kembalikan/", {"_alasan": " "}
        )
        self.assertEqual(answer.status_code, 422)
        record.refresh_from_db()
        self.assertEqual(record.state, "diajukan")

    def test_who_checked_does_not_sign(self) -> None:
        record, _ = self.hand_in()
        both = self.staff("pemeriksa", "kepala", name="rangkap")
        self.moved(record, ("petugas loket", "terima"))
        sent = {"catatan_lapangan": "Sesuai", "berlaku_sampai": "2030-01-01"}
        both.post(f"/meja/izin/{record.pk}/langkah/usulkan/", sent)
        record.refresh_from_db()
        letters.make(record, "izin", signer(), "rangkap")
        answer = both.post(f"/meja/izin/{record.pk}/langkah/terbitkan/", {})
        self.assertContains(answer, "harus dilakukan orang lain", status_code=422)

    def test_numbers_in_notes_are_masked(self) -> None:
        record, _ = self.hand_in()
        desk = self.staff("petugas loket")
        desk.post(f"/meja/izin/{record.pk}/catatan/", {"teks": "NIK 9999990109900123, hp 081234567890"})
        note = Event.objects.get(what="catatan").note
        self.assertNotIn("9999990109900123", note)
        self.assertNotIn("081234567890", note)

    def test_history_is_not_changed_and_not_deleted(self) -> None:
        record, _ = self.hand_in()
        for statement in (
            "UPDATE service_event SET note = 'x'",
            "DELETE FROM service_event",
            "TRUNCATE service_event",
        ):
            with self.assertRaises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        self.assertEqual(record.events.count(), 1)


class Reading(ServiceCase):
    def test_personal_data_is_masked_until_somebody_says_why(self) -> None:
        record, _ = self.hand_in()
        desk = self.staff("petugas loket")
        nik = permit()["nik"]
        page = desk.get(f"/meja/izin/{record.pk}/")
        self.assertNotContains(page, nik)
        self.assertContains(page, "9999••••••••")
        self.assertContains(page, permit()["nama"])
        self.assertEqual(desk.post(f"/meja/izin/{record.pk}/buka/", {"alasan": "x"}).status_code, 422)
        shown = desk.post(f"/meja/izin/{record.pk}/buka/", {"alasan": "Mencocokkan dengan KTP di loket"})
        self.assertContains(shown, nik)
        self.assertIn("no-store", shown["Cache-Control"])
        self.assertEqual(AuditEntry.objects.get(action="buka data pribadi").subject, f"izin:{record.pk}")
        self.assertEqual(Event.objects.filter(record=record, what="buka").count(), 1)

    def test_no_form_is_filled_in_with_what_is_masked(self) -> None:
        record, _ = self.hand_in()
        kind = current.kind("izin")
        for opens, address in ((False, None), (True, "Jalan Rekaan No. 5")):
            form = forms.bound(kind, ("nik", "telepon", "alamat", "nib"), record, opens=opens)
            self.assertEqual(form.initial.get("alamat"), address)
            self.assertEqual(form.initial["nib"], "9120001234567")
            text = form.as_p()
            for personal in (permit()["nik"], "081234567890", *(() if opens else ("Jalan Rekaan",))):
                self.assertNotIn(personal, text)
            self.assertIn("Tersimpan: 9999", text)

    def test_what_is_left_empty_because_it_was_masked_stays(self) -> None:
        record, _ = self.hand_in()
        kind = current.kind("izin")
        sent = {"nik": "", "telepon": "0813-0000-1111", "alamat": "", "nib": "9120001234567"}
        form = forms.bound(kind, ("nik", "telepon", "alamat", "nib"), record, sent)
        self.assertTrue(form.is_valid(), form.errors)
        changed = answers.put(record, kind, form.answers())
        self.assertEqual(changed, ["telepon"])
        self.assertEqual(answers.read(record, "nik", kind.isian["nik"]), permit()["nik"])
        self.assertEqual(answers.read(record, "alamat", kind.isian["alamat"]), "Jalan Rekaan No. 5")
        self.assertEqual(answers.read(record, "telepon", kind.isian["telepon"]), "081300001111")

    def test_who_may_not_open_sees_no_name(self) -> None:
        record, _ = self.hand_in()
        page = self.staff("auditor").get(f"/meja/izin/{record.pk}/")
        for personal in (permit()["nama"], permit()["nik"], "Jalan Rekaan", "warga@contoh"):
            self.assertNotContains(page, personal)

    def test_a_nik_is_found_and_stands_in_no_address_and_no_session(self) -> None:
        record, _ = self.hand_in()
        self.hand_in(2)
        desk = self.staff("petugas loket")
        nik = permit()["nik"]
        answer = desk.post("/meja/izin/cari/", {"cari": f"{nik[:6]} {nik[6:]}"})
        self.assertEqual(answer["Location"], "/meja/izin/")
        page = desk.get("/meja/izin/")
        self.assertEqual([row["record"].pk for row in page.context["rows"]], [record.pk])
        self.assertNotIn(nik, json.dumps(dict(desk.session)))
        desk.post("/meja/izin/cari/", {"cari": ""})
        self.assertEqual(len(desk.get("/meja/izin/").context["rows"]), 2)

    def test_numbers_names_and_phones_are_found(self) -> None:
        record, _ = self.hand_in()
        self.hand_in(2, telepon="081111111111")
        desk = self.staff("petugas loket")
        for typed in (record.number, "warung contoh 1", "0812 3456 7890", "+6281234567890"):
            desk.post("/meja/izin/cari/", {"cari": typed})
            self.assertEqual(
                [row["record"].pk for row in desk.get("/meja/izin/").context["rows"]], [record.pk], typed
            )

    def test_a_list_says_what_is_looked_through(self) -> None:
        page = self.staff("kepala").get("/meja/izin/")
        self.assertContains(page, "Cari nomor, perihal, NIK, Nomor telepon seluler atau Nama usaha")

    def test_lists_are_filtered_and_bad_filters_change_nothing(self) -> None:
        self.hand_in()
        self.hand_in(2, bentuk="neon")
        desk = self.staff("kepala")
        for query, count in (("bentuk=neon", 1), ("status=terbit", 0), ("lampu=hijau", 2), ("lampu=merah", 0),
                             ("bentuk=' OR 1=1", 2), ("status=\x00", 2), ("dari=2999-01-01", 0), ("dari=x", 2),
                             ("sampai=2026-99-99", 2), ("hal=999999999999999999999", 2), ("hal=-1", 2)):  # fmt: skip
            answer = desk.get(f"/meja/izin/?{query}")
            self.assertEqual(answer.status_code, 200, query)
            self.assertEqual(answer.context["page"].paginator.count, count, query)

    def test_figures(self) -> None:
        record, _ = self.hand_in()
        self.hand_in(2)
        Record.objects.filter(pk=record.pk).update(due=timezone.localdate() - timedelta(days=1))
        (figures,) = self.staff("kepala").get("/meja/").context["figures"]
        self.assertEqual((figures.open, figures.late, figures.warned), (2, 1, 0))
        self.assertEqual({code: count for code, _, count in figures.states}["diajukan"], 2)
