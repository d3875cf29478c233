"""Uji aplikasi ini; jalankan di dalam image: ``python3 -m opd test``."""

from django.conf import settings
from django.test import TestCase

from opd import retention
from opd.complaints import content, current, states
from opd.complaints.models import Complaint


class Aduan(TestCase):
    def test_halaman_umum_terbuka(self) -> None:
        for path in ("/", "/lapor/", "/lacak/", "/laporan/", "/laporan/capaian/", "/laporan/data/", "/data-pribadi/"):
            self.assertEqual(self.client.get(path).status_code, 200, path)

    def test_laporan_kosong_ditolak(self) -> None:
        self.assertEqual(self.client.post("/lapor/", {}).status_code, 422)

    def test_tiap_kategori_punya_unit(self) -> None:
        known = current.settings()
        for code, category in known.kategori.items():
            self.assertIn(category.unit, known.unit, code)

    def test_data_contoh_mengisi_berbagai_status(self) -> None:
        self.assertEqual(content.demo(), content.COUNT)
        found = set(Complaint.objects.values_list("state", flat=True))
        self.assertLessEqual({states.NEW, states.HANDED, states.WORKING, states.DONE}, found)
        self.assertEqual(self.client.get("/laporan/").status_code, 200)

    def test_privacy_yml_menyebut_tepat_yang_disimpan(self) -> None:
        self.assertEqual(set(retention.read(settings.OPD_PRIVACY)), {"pelapor", "laporan", "foto_laporan"})
