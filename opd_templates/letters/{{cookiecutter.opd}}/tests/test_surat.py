"""Uji aplikasi ini; jalankan di dalam image: ``python3 -m opd test``."""

from django.conf import settings
from django.test import TestCase

from opd import retention
from opd.letters import content, current, offices
from opd.letters.models import Application, Letter


class Surat(TestCase):
    def setUp(self) -> None:
        host = next(iter(offices.offices().values())).profile.host
        self.client.defaults["HTTP_HOST"] = host

    def test_halaman_umum_terbuka(self) -> None:
        for path in ("/", "/lacak/", "/v/", "/data-pribadi/"):
            self.assertEqual(self.client.get(path).status_code, 200, path)

    def test_formulir_tiap_jenis_terbuka_dan_menolak_yang_kosong(self) -> None:
        for slug, kind in current.types().items():
            self.assertEqual(self.client.get(f"/surat/{slug}/").status_code, 200, slug)
            if kind.from_home:
                self.assertEqual(self.client.post(f"/surat/{slug}/", {}).status_code, 422, slug)

    def test_data_contoh_mengisi_tiap_kelurahan(self) -> None:
        content.demo()
        filled = set(Application.objects.values_list("office", flat=True))
        self.assertEqual(filled, set(offices.offices()))
        self.assertTrue(Letter.objects.exists())

    def test_privacy_yml_menyebut_tepat_yang_disimpan(self) -> None:
        own = set(retention.read(settings.OPD_PRIVACY))
        wanted = retention.registered() - {kind.name for kind in retention.OWN}
        self.assertEqual(own, wanted)
