"""Uji aplikasi ini; jalankan di dalam image: ``python3 -m opd test``."""

from django.conf import settings
from django.test import TestCase

from opd import retention
from opd.service import content, current
from opd.service.models import Record


class Layanan(TestCase):
    def test_halaman_umum_terbuka(self) -> None:
        for path in ("/", "/lacak/", "/data-pribadi/"):
            self.assertEqual(self.client.get(path).status_code, 200, path)

    def test_formulir_tiap_jenis_publik_terbuka_dan_menolak_yang_kosong(self) -> None:
        for code, kind in current.schema().jenis.items():
            if kind.is_public:
                self.assertEqual(self.client.get(f"/permohonan/{code}/").status_code, 200, code)
                self.assertEqual(self.client.post(f"/permohonan/{code}/", {}).status_code, 422, code)

    def test_data_contoh_mengisi_semua_jenis(self) -> None:
        content.demo()
        filled = set(Record.objects.values_list("kind", flat=True))
        self.assertEqual(filled, set(current.schema().jenis))

    def test_privacy_yml_menyebut_tepat_yang_disimpan(self) -> None:
        own = set(retention.read(settings.OPD_PRIVACY))
        kinds = current.schema().jenis
        wanted = {name for name in retention.registered() if name.removeprefix("lampiran_") in kinds}
        self.assertEqual(own, wanted)
