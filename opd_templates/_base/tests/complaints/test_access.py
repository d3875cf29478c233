"""Each role has its own doors."""

from __future__ import annotations

from django.test import Client

from opd.complaints import states
from opd.complaints.access import Access
from opd.complaints.models import Officer
from opd.models import User
from tests.complaints.support import ComplaintsCase, file, member

ROLES = ("koordinator", "penghubung", "inspektorat", "pimpinan", "loket", "auditor")


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
