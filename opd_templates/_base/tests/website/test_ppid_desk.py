"""Requests for information: who may see and do what at the desk."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib import import_module

from django.apps import apps
from django.utils import timezone

from opd.models import AuditEntry
from opd.website import ppid, retention
from opd.website.models import InformationRequest, Objection

from .asking import NIK, Desk, on
from .sites import staff

PHONE = "081234567890"


class Doors(Desk):
    def test_who_sees_the_desk(self) -> None:
        made, _ = self.filed()
        people = {
            "tamu": None,
            "penulis": staff("penulis1", "penulis"),
            "penyunting": staff("penyunting1", "penyunting"),
            "admin": staff("admin1", "admin opd"),
        }
        for name, person in people.items():
            self.client.logout()
            if person:
                self.client.force_login(person)
            for path in ("/staf/ppid/", f"/staf/ppid/{made.pk}/", "/staf/ppid/register.csv"):
                with self.subTest(name, path=path):
                    answer = self.get(path)
                    self.assertEqual(answer.status_code, 403 if person else 302)
                    self.assertNotIn(b"Siti", answer.content)
        self.client.force_login(self.officer)
        page = self.get(f"/staf/ppid/{made.pk}/")
        self.assertContains(page, "Siti Rekaan")
        self.assertNotContains(page, NIK)
        self.assertEqual(self.get("/staf/ppid/register.csv").status_code, 403)

    def test_the_superior_sees_only_what_was_objected_to(self) -> None:
        made, _ = self.filed()
        self.client.force_login(self.superior)
        self.assertEqual(self.get(f"/staf/ppid/{made.pk}/").status_code, 404)
        with on(date(2026, 4, 6)):
            ppid.object_to(made, "tidak-ditanggapi", "Belum dijawab juga.")
        self.assertEqual(self.get(f"/staf/ppid/{made.pk}/").status_code, 200)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/diverifikasi/", {}).status_code, 403)

    def test_the_superiors_clock_stands_in_the_list_and_orders_it(self) -> None:
        today = timezone.localdate()
        made = [self.filed(today - timedelta(days=days))[0] for days in (32, 31, 30)]
        objected = [(made[0], 3), (made[1], 12), (made[2], 8)]
        for request, days in objected:
            with on(today - timedelta(days=days)):
                ppid.object_to(request, "tidak-ditanggapi", "Belum dijawab juga.")
        Objection.objects.filter(request=made[1]).update(due=today - timedelta(days=1))
        self.client.force_login(self.superior)
        page = self.get("/staf/ppid/").content.decode()
        self.assertEqual(re.findall(r">(PPID-[\d-]+)</a>", page), [made[at].number for at in (1, 2, 0)])
        newest = Objection.objects.get(request=made[0])
        self.assertIn(f"sampai {newest.due:%d-%m-%Y}", page)
        self.assertRegex(page, r"sampai [\d-]+, \d+ hari kerja")
        self.assertRegex(page, r"sampai [\d-]+, <strong class=\"telat\">terlambat")
        self.assertContains(self.get(f"/staf/ppid/{made[0].pk}/"), "hari kerja lagi")
        with on(today):
            ppid.answer_objection(
                made[1].objection.pk, self.superior, "dikabulkan", "PPID diperintahkan menjawab."
            )
        page = self.get("/staf/ppid/").content.decode()
        self.assertEqual(re.findall(r">(PPID-[\d-]+)</a>", page), [made[at].number for at in (2, 0, 1)])
        self.assertIn("Dikabulkan", page)

    def test_officers_do_not_answer_objections(self) -> None:
        made, _ = self.filed()
        with on(date(2026, 4, 6)):
            objection = ppid.object_to(made, "tidak-ditanggapi", "Belum dijawab juga.")
        for person in (self.officer, self.head):
            self.client.force_login(person)
            answer = self.post(
                f"/staf/ppid/keberatan/{objection.pk}/putusan/",
                {"decision": "ditolak", "answer": "Tidak beralasan."},
            )
            self.assertEqual(answer.status_code, 403)

    def test_the_desk_moves_a_request(self) -> None:
        made, _ = self.filed(timezone.localdate())
        self.client.force_login(self.officer)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/diverifikasi/", {}).status_code, 302)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/diproses/", {}).status_code, 302)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/selesai/", {"answer": ""}).status_code, 422)
        self.assertEqual(
            self.post(f"/staf/ppid/{made.pk}/ditolak/", {"reason": "x", "basis": "y"}).status_code, 403
        )
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/melompat/", {}).status_code, 404)
        self.assertEqual(
            self.post(f"/staf/ppid/{made.pk}/selesai/", {"answer": "Terlampir."}).status_code, 302
        )
        self.assertEqual(self.get(f"/staf/ppid/{made.pk}/selesai/").status_code, 405)

    def test_a_number_is_opened_with_a_reason_that_is_written_down(self) -> None:
        made, _ = self.filed()
        path = f"/staf/buka/website.informationrequest/{made.pk}/identity/"
        self.client.force_login(self.officer)
        self.assertEqual(self.get(path).status_code, 403)
        self.client.force_login(self.head)
        self.assertNotContains(self.get(path), NIK)
        self.assertContains(self.post(path, {"alasan": "Mencocokkan identitas pemohon di loket."}), NIK)
        self.assertTrue(AuditEntry.objects.filter(action="buka data pribadi").exists())

    def test_a_telephone_number_is_opened_by_who_works_on_it_with_a_reason(self) -> None:
        made, _ = self.filed(phone=PHONE)
        self.client.force_login(self.officer)
        page = self.get(f"/staf/ppid/{made.pk}/")
        self.assertNotContains(page, PHONE)
        self.assertContains(page, "0812••••7890")
        path = f"/staf/buka/website.contact/{made.pk}/phone/"
        self.assertContains(page, path)
        self.assertContains(self.post(path, {"alasan": "Menanyakan tahun dokumen yang diminta."}), PHONE)
        self.assertTrue(AuditEntry.objects.filter(who="pelaksana", action="buka data pribadi").exists())
        for person in (self.superior, staff("penyunting1", "penyunting")):
            self.client.force_login(person)
            self.assertEqual(self.get(path).status_code, 403)

    def test_who_lost_the_code_is_found_by_the_whole_number(self) -> None:
        made, _ = self.filed(phone=PHONE)
        other, _ = self.filed(identity="AHU-0012345")
        self.client.force_login(self.officer)
        for typed in (NIK, f"{NIK[:4]} {NIK[4:]}", PHONE, "+62 812-3456-7890", made.number.lower()):
            with self.subTest(typed):
                self.assertEqual(
                    self.post("/staf/ppid/cari/", {"cari": typed}).headers["Location"], "/staf/ppid/"
                )
                page = self.get("/staf/ppid/")
                self.assertContains(page, made.number)
                self.assertNotContains(page, other.number)
                self.assertNotIn(typed, str(dict(self.client.session)) if typed[0] != "p" else "")
        self.post("/staf/ppid/cari/", {"cari": NIK[:15]})
        self.assertNotContains(self.get("/staf/ppid/"), made.number)
        self.post("/staf/ppid/cari/", {"cari": ""})
        self.assertContains(self.get("/staf/ppid/"), other.number)
        self.assertEqual(self.get(f"/staf/ppid/cari/?cari={NIK}").status_code, 405)

    def test_the_index_of_what_came_before_is_filled(self) -> None:
        made, _ = self.filed(phone=PHONE)
        before = (made.identity_index, made.phone_index)
        InformationRequest.objects.update(identity_index="", phone_index="")
        import_module("opd.website.migrations.0005_requesters_found_again").fill(apps, None)
        made.refresh_from_db()
        self.assertEqual((made.identity_index, made.phone_index), before)
        self.assertEqual(len(set(before)), 2)

    def test_a_telephone_that_was_kept_otherwise_before_is_found_too(self) -> None:
        made, _ = self.filed(phone="+62 812-3456-7890")
        import_module("opd.website.migrations.0005_requesters_found_again").fill(apps, None)
        self.client.force_login(self.officer)
        self.post("/staf/ppid/cari/", {"cari": PHONE})
        self.assertContains(self.get("/staf/ppid/"), made.number)

    def test_the_register_is_for_the_head_officer_and_holds_no_nik(self) -> None:
        made, _ = self.filed()
        self.client.force_login(self.head)
        answer = self.get("/staf/ppid/register.csv")
        text = answer.content.decode("utf-8-sig")
        self.assertIn(made.number, text)
        self.assertNotIn(NIK, text)


class Forgotten(Desk):
    """Who asked may ask the office to be forgotten before the night does it."""

    WHY = f"Diminta pemohon dengan surat; NIK {NIK}."

    def setUp(self) -> None:
        super().setUp()
        self.made, _ = self.filed(phone=PHONE)
        self.page = f"/staf/ppid/{self.made.pk}/"
        self.path = f"{self.page}hapus/"

    def asked(self, reason: str = WHY) -> int:
        answer = self.post(self.path, {"reason": reason})
        self.made.refresh_from_db()
        return answer.status_code

    def refused(self) -> None:
        self.moved(self.made, "diverifikasi", "ditolak", reason="Rahasia.", basis="UU")
        self.made.refresh_from_db()

    def test_the_head_officer_does_it_with_a_reason_that_is_written_down(self) -> None:
        self.refused()
        self.client.force_login(self.officer)
        self.assertNotContains(self.get(self.page), self.path)
        self.assertEqual((self.get(self.path).status_code, self.asked()), (403, 403))
        self.client.force_login(self.head)
        self.assertContains(self.get(self.page), self.path)
        self.assertContains(self.get(self.path), "tidak dapat dibatalkan")
        self.assertEqual((self.asked(""), self.made.name), (422, "Siti Rekaan"))
        self.assertEqual(self.asked(), 302)
        self.assertEqual({getattr(self.made, field) for field in retention.PERSONAL}, {""})
        self.assertIsNotNone(self.made.forgotten)
        page = self.get(self.page)
        self.assertContains(page, "identitas sudah dihapus")
        self.assertContains(page, "identitas dihapus (utama)")
        self.assertNotContains(page, self.path)
        told = AuditEntry.objects.get(who="utama", action="hapus data pribadi", subject=self.made.number)
        self.assertIn("Diminta pemohon", told.detail["alasan"])
        self.assertNotIn(NIK, told.detail["alasan"])
        self.assertEqual(self.asked(), 422)

    def test_not_of_what_is_open(self) -> None:
        self.client.force_login(self.head)
        self.assertNotContains(self.get(self.page), self.path)
        self.assertEqual((self.asked(), self.made.name), (422, "Siti Rekaan"))

    def test_not_while_an_objection_waits(self) -> None:
        self.refused()
        with on(date(2026, 4, 1)):
            objection = ppid.object_to(self.made, "ditolak", "Saya keberatan.")
        self.client.force_login(self.head)
        self.assertNotContains(self.get(self.page), self.path)
        self.assertEqual((self.asked(), self.made.name), (422, "Siti Rekaan"))
        ppid.answer_objection(objection.pk, self.superior, "ditolak", "Tidak beralasan.")
        self.assertEqual((self.asked(), self.made.name), (302, ""))
