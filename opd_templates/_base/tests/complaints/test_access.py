"""Each role has its own doors, and nobody in charge learns who reported anonymously."""

from __future__ import annotations

import csv
import io
import json

from django.test import Client

from opd.complaints import moving, states
from opd.complaints.access import Access
from opd.complaints.models import Complaint, Officer, Reporter
from opd.complaints.redaction import for_others
from opd.models import AuditEntry, User
from tests.complaints.support import GIVEN, NAME, ComplaintsCase, file, member, report

ROLES = ("koordinator", "penghubung", "inspektorat", "pimpinan", "loket", "auditor")
WORK, WHO, PHOTO = "langkah", "identitas", "foto"
UNCHECKED = "Belum diperiksa koordinator"


class Doors(ComplaintsCase):
    def setUp(self) -> None:
        self.one, _ = self.hand_in(foto=file())
        self.one = self.moved(self.one, "teruskan")

    def as_role(self, role: str, unit: str = "dlh") -> Client:
        return self.staff(role, unit if role == "penghubung" else "")

    def codes(self, paths: dict[str, tuple[str, ...]]) -> None:
        """Each path opens for the roles named, and for no other."""
        for path, allowed in paths.items():
            for role in ROLES:
                code = self.as_role(role).get(path).status_code
                self.assertEqual(code in (200, 302), role in allowed, (path, role, code))
            self.assertIn("/masuk/", self.client.get(path)["Location"])

    def test_pages_by_role(self) -> None:
        here, photo = f"/meja/laporan/{self.one.pk}/", self.one.photos.get()
        seeing = ("koordinator", "penghubung", "pimpinan", "auditor")
        self.codes(
            {
                "/meja/": ROLES,
                "/meja/laporan/": ROLES,
                here: seeing,
                f"{here}langkah/mulai/": ("penghubung",),
                f"{here}langkah/alihkan/": ("koordinator", "penghubung"),
                f"{here}langkah/tunda/": ("koordinator",),
                f"{here}foto/{photo.pk}/": ("koordinator", "penghubung", "pimpinan"),
                "/meja/lapor/": ("koordinator", "loket"),
                "/meja/capaian/": ("koordinator", "pimpinan", "auditor"),
                "/meja/sp4n/": ("koordinator",),
                f"/meja/sp4n/{self.one.pk}/": ("koordinator",),
                "/meja/petugas/": ("koordinator",),
                "/staf/libur/": ("koordinator",),
                "/staf/audit/": ("auditor",),
                "/staf/pengguna/": (),
            }
        )

    def test_what_is_sent_by_the_wrong_role_does_nothing(self) -> None:
        here = f"/meja/laporan/{self.one.pk}/"
        for role, path in (
            ("pimpinan", f"{here}tanggapan/"),
            ("auditor", f"{here}tanggapan/"),
            ("inspektorat", f"{here}tanggapan/"),
            ("loket", f"{here}tanggapan/"),
            ("pimpinan", f"{here}langkah/mulai/"),
            ("auditor", f"{here}langkah/alihkan/"),
            ("loket", "/meja/laporan/ekspor/"),
            ("pimpinan", "/meja/laporan/ekspor/"),
            ("penghubung", "/meja/sp4n/berkas/"),
            ("penghubung", "/meja/sp4n/kirim/"),
            ("penghubung", "/meja/petugas/"),
            ("koordinator", "/staf/pengguna/baru/"),
        ):
            answer = self.as_role(role).post(path, {"teks": "Coba-coba", "umum": "on", "format": "csv"})
            self.assertIn(answer.status_code, (403, 404), (role, path))
        self.one.refresh_from_db()
        self.assertEqual((self.one.state, self.one.responses.count()), ("disposisi", 0))

    def test_an_office_sees_its_own_and_no_other(self) -> None:
        other = self.staff("penghubung", "putr")
        self.assertEqual(other.get(f"/meja/laporan/{self.one.pk}/").status_code, 404)
        self.assertNotContains(other.get("/meja/laporan/"), self.one.code)
        self.assertNotContains(other.post("/meja/laporan/ekspor/"), self.one.code)
        self.assertContains(self.staff("penghubung", "dlh").get("/meja/laporan/"), self.one.code)

    def test_a_liaison_without_an_office_sees_nothing(self) -> None:
        nobody = self.staff("penghubung", name="baru")
        self.assertContains(nobody.get("/meja/"), "belum menetapkan unit Anda")
        self.assertNotContains(nobody.get("/meja/laporan/"), self.one.code)

    def test_conduct_is_seen_by_the_oversight_and_never_by_an_office(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", klasifikasi=states.OVERSEEN, unit="inspektorat")
        path = f"/meja/laporan/{one.pk}/"
        self.assertEqual(self.staff("inspektorat").get(path).status_code, 200)
        self.assertEqual(self.staff("penghubung", "dlh").get(path).status_code, 404)
        self.assertEqual(self.staff("penghubung", "inspektorat").get(path).status_code, 404)
        self.assertEqual(self.staff("inspektorat").get(f"/meja/laporan/{self.one.pk}/").status_code, 404)

    def test_a_superuser_has_no_role_by_that_alone(self) -> None:
        boss = User.objects.create_superuser("raja", password="Bukit-Simarbela-2026", is_staff=True)
        client = Client()
        client.force_login(boss)
        self.assertEqual(client.get(f"/meja/laporan/{self.one.pk}/").status_code, 404)
        self.assertFalse(Access(boss).may("verify"))

    def test_an_officer_is_given_an_office_and_released(self) -> None:
        user, desk = member("penghubung", name="penghubung-baru"), self.staff("koordinator")
        stranger = member("loket", name="orang-loket")
        self.assertEqual(
            desk.post("/meja/petugas/", {"petugas": stranger.pk, "unit": "dlh"}).status_code, 422
        )
        self.assertEqual(
            desk.post("/meja/petugas/", {"petugas": user.pk, "unit": "inspektorat"}).status_code, 422
        )
        self.assertRedirects(
            desk.post("/meja/petugas/", {"petugas": user.pk, "unit": "dlh"}), "/meja/petugas/"
        )
        client = Client()
        client.force_login(user)
        self.assertContains(client.get("/meja/laporan/"), self.one.code)
        desk.post(f"/meja/petugas/{Officer.objects.get(user=user).pk}/cabut/")
        self.assertNotContains(client.get("/meja/laporan/"), self.one.code)


class Anonymity(ComplaintsCase):
    """Who is anonymous stays so: on pages, in exports, in what is revealed, in the audit log, in SP4N-LAPOR!'s file."""

    def setUp(self) -> None:
        told = f"Saya {NAME}, telepon 0812 3456 7890, surel warga@contoh.invalid, melihat sampah di sini."
        self.one, self.token = self.hand_in(
            anonim="on", uraian=told, alamat=f"Rumah {NAME}", nik="9999990109904321"
        )
        self.one = self.moved(self.one, "teruskan", "mulai", teks_umum="Sampah di sini.", teks_unit=told)
        self.moved(self.one, "minta-data")
        self.moved(self.one, "lengkapi", tambahan=f"Ini {NAME} lagi, di sebelah barat.")

    def assertNobody(self, text: str) -> None:  # noqa: N802  # as unittest calls its own
        for word in ("Togar", "Misalan", "3456", "81234567890", "contoh.invalid", "99999901"):
            self.assertNotIn(word, text)

    def test_the_office_sees_what_and_not_who(self) -> None:
        office = self.staff("penghubung", "dlh")
        for path in (
            f"/meja/laporan/{self.one.pk}/",
            f"/meja/laporan/{self.one.pk}/langkah/selesaikan/",
            "/meja/laporan/",
        ):
            page = office.get(path)
            self.assertNobody(page.content.decode())
        self.assertContains(office.get(f"/meja/laporan/{self.one.pk}/"), "melihat sampah di sini")

    def test_who_names_himself_and_gives_no_name_is_hidden_by_the_coordinator(self) -> None:
        told = f"Saya {NAME} yang tinggal di sini, sampah menumpuk."
        one, _ = self.hand_in(anonim="on", nama="", telepon="", surel="", uraian=told, alamat=f"Rumah {NAME}")
        one = self.moved(one, "minta-data", "lengkapi", tambahan=f"Kata {NAME}: di sebelah barat.")
        desk, here = self.staff("koordinator"), f"/meja/laporan/{one.pk}/"
        form = desk.get(f"{here}langkah/teruskan/").context["form"]
        for word in ("yang tinggal di sini", "Tempat: Rumah", "di sebelah barat"):
            self.assertIn(word, form["teks_unit"].initial)
        sent = {**GIVEN, "teks_umum": "Sampah.", "teks_unit": ""}
        self.assertContains(desk.post(f"{here}langkah/teruskan/", sent), "teks_unit", status_code=422)
        with self.assertRaises(moving.Refused):
            self.moved(one, "teruskan", teks_unit="")
        desk.post(
            f"{here}langkah/teruskan/",
            sent | {"teks_unit": "Sampah menumpuk di sebelah barat. NIK 9999990109904321"},
        )
        office = self.staff("penghubung", "dlh")
        for client in (office, self.staff("pimpinan"), self.staff("auditor")):
            page = client.get(here)
            self.assertContains(page, "Sampah menumpuk di sebelah barat")
            self.assertNobody(page.content.decode())
        self.assertNobody(office.get(f"{here}langkah/mulai/").content.decode())
        self.assertNobody(b"".join(office.post("/meja/laporan/ekspor/").streaming_content).decode())
        self.assertContains(desk.get(here), told)
        self.assertContains(desk.get(here), f"Kata {NAME}")

    def test_with_a_name_nothing_is_asked_for_beside(self) -> None:
        one, _ = self.hand_in()
        form = self.staff("koordinator").get(f"/meja/laporan/{one.pk}/langkah/teruskan/").context["form"]
        self.assertNotIn("teks_unit", form.fields)
        self.assertEqual(self.moved(one, "teruskan").office_text, "")

    def test_the_office_opens_nothing(self) -> None:
        key = Reporter.objects.get().pk
        reason = {"alasan": "Perlu menghubungi pelapor ini."}
        for role, unit in (("penghubung", "dlh"), ("pimpinan", ""), ("auditor", ""), ("loket", "")):
            client = self.staff(role, unit)
            for field in ("name", "phone", "email", "nik"):
                self.assertEqual(
                    client.post(f"/staf/buka/complaints.reporter/{key}/{field}/", reason).status_code, 403
                )
        self.assertFalse(AuditEntry.objects.filter(action="buka data pribadi").exists())

    def test_the_coordinator_opens_it_for_a_reason_that_is_kept(self) -> None:
        desk, key = self.staff("koordinator"), Reporter.objects.get().pk
        page = desk.get(f"/meja/laporan/{self.one.pk}/")
        self.assertNotContains(page, "081234567890")
        path = f"/staf/buka/complaints.reporter/{key}/phone/"
        self.assertEqual(desk.post(path, {"alasan": "x"}).status_code, 422)
        self.assertContains(desk.post(path, {"alasan": "Menanyakan patokan lokasi."}), "081234567890")
        entry = AuditEntry.objects.get(action="buka data pribadi")
        self.assertEqual((entry.who, entry.detail["alasan"]), ("koordinator", "Menanyakan patokan lokasi."))

    def test_no_export_names_anybody(self) -> None:
        self.somebody_with_a_name()
        for role, unit in (("penghubung", "dlh"), ("koordinator", "")):
            answer = self.staff(role, unit).post("/meja/laporan/ekspor/")
            text = b"".join(answer.streaming_content).decode()
            rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
            self.assertEqual([row["anonim"] for row in rows], ["ya", "tidak"])
            self.assertNobody(text)
            self.assertFalse({"nama", "telepon", "nik"} & rows[0].keys())
        for role in ("pimpinan", "auditor"):
            self.assertEqual(self.staff(role).post("/meja/laporan/ekspor/").status_code, 403)

    def somebody_with_a_name(self) -> Complaint:
        told = f"Saya {NAME}, telepon 0812 3456 7890, melihat jalan rusak di sini."
        one, _ = self.hand_in(uraian=told, alamat=f"Rumah {NAME}")
        return self.moved(one, "teruskan", "mulai", "minta-data", "lengkapi", tambahan=told)

    def test_neither_audit_log_nor_file_for_the_nation_names_anybody(self) -> None:
        desk = self.staff("koordinator")
        for form in ("csv", "json"):
            self.assertNobody(desk.post("/meja/sp4n/berkas/", {"format": form}).content.decode())
        self.assertNobody(
            json.dumps(list(AuditEntry.objects.values("who", "subject", "detail")), default=str)
        )

    def test_nothing_of_it_is_logged(self) -> None:
        with self.assertLogs("opd", level="DEBUG") as seen:
            self.client.post("/lapor/", report(anonim="on"), headers={"X-Forwarded-For": "10.9.8.7"})
        self.assertNobody(" ".join(str(vars(record)) for record in seen.records))

    def test_leaders_read_it_masked(self) -> None:
        for one in (self.one, self.somebody_with_a_name()):
            for role in ("pimpinan", "auditor"):
                page = self.staff(role).get(f"/meja/laporan/{one.pk}/").content.decode()
                self.assertNobody(page)
                self.assertIn("melihat", page)

    def assertUnchecked(self, one: Complaint, *readers: Client) -> None:  # noqa: N802  # as unittest calls its own
        for client in readers:
            page = client.get(f"/meja/laporan/{one.pk}/")
            self.assertContains(page, UNCHECKED)
            self.assertNobody(page.content.decode())
            self.assertNotContains(page, "tinggal di sini")
            self.assertTrue(page.context["works"] or not page.context["photos"])

    def test_what_no_coordinator_let_through_nobody_else_reads(self) -> None:
        told = f"Saya {NAME} yang tinggal di sini, sampah menumpuk."
        readers = self.staff("pimpinan"), self.staff("auditor")
        for step in ("", "jawab", "tolak", "cabut", "ke-sp4n"):
            one, _ = self.hand_in(
                anonim="on", nama="", telepon="", surel="", uraian=told, alamat=f"Rumah {NAME}", foto=file()
            )
            one = self.moved(one, "minta-data", "lengkapi", tambahan=f"Kata {NAME}: di sebelah barat.")
            with self.subTest(step):
                more = {"alasan": told} if step == "cabut" else {}
                self.assertUnchecked(self.moved(one, *filter(None, [step]), sp4n="123", **more), *readers)
                self.assertContains(self.staff("koordinator").get(f"/meja/laporan/{one.pk}/"), told)

    def test_a_rating_is_not_read_either(self) -> None:
        one, _ = self.hand_in(anonim="on", nama="", telepon="", surel="")
        moving.rate(self.moved(one, "jawab"), 2, f"Kata {NAME}: lambat.")
        self.assertUnchecked(one, self.staff("pimpinan"), self.staff("auditor"))

    def test_of_what_was_handed_on_before_an_office_reads_nothing_until_it_is_checked(self) -> None:
        told = f"Saya {NAME} yang tinggal di sini, sampah menumpuk."
        one, _ = self.hand_in(anonim="on", nama="", telepon="", surel="", uraian=told)
        one = self.moved(one, "teruskan", "mulai", "minta-data", "lengkapi", tambahan=told)
        Complaint.objects.filter(pk=one.pk).update(office_text="")
        office, desk = self.staff("penghubung", "dlh"), self.staff("koordinator")
        self.assertUnchecked(one, office, self.staff("pimpinan"))
        self.assertNobody(b"".join(office.post("/meja/laporan/ekspor/").streaming_content).decode())
        form = desk.get(f"/meja/laporan/{one.pk}/perbaiki/").context["form"]
        sent = {**form.initial, "tampil": "on", "teks_unit": "Sampah menumpuk.", "alasan": "Diperiksa."}
        self.assertEqual(desk.post(f"/meja/laporan/{one.pk}/perbaiki/", sent).status_code, 302)
        self.assertContains(office.get(f"/meja/laporan/{one.pk}/"), "Sampah menumpuk.")
        self.assertNotContains(office.get(f"/meja/laporan/{one.pk}/"), UNCHECKED)

    def test_what_is_deleted_is_not_called_unchecked(self) -> None:
        one = Complaint(anonymous=True, text="[dihapus]", cleared_at=self.one.created_at)
        self.assertEqual(for_others(one), "[dihapus]")

    def test_an_office_sees_masked_and_opens_somebody_with_a_name(self) -> None:
        one, _ = self.hand_in()
        self.moved(one, "teruskan")
        office, key = self.staff("penghubung", "dlh"), Complaint.objects.get(pk=one.pk).reporter.pk
        page = office.get(f"/meja/laporan/{one.pk}/")
        self.assertNotContains(page, "081234567890")
        self.assertContains(page, "0812")
        answer = office.post(
            f"/staf/buka/complaints.reporter/{key}/name/", {"alasan": "Menghubungi pelapor."}
        )
        self.assertContains(answer, NAME)
        other = self.staff("penghubung", "putr")
        self.assertEqual(other.get(f"/staf/buka/complaints.reporter/{key}/name/").status_code, 403)
