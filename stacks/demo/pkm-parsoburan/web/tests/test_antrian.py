"""Uji aplikasi ini; jalankan di dalam image: ``python3 -m opd test``."""

from django.conf import settings
from django.test import TestCase

from opd import retention
from opd.queue import content, current
from opd.queue.models import Ticket


class Antrian(TestCase):
    def test_halaman_umum_terbuka(self) -> None:
        for path in ("/", "/pesan/", "/tiket/", "/papan/", "/papan/data.json", "/data-pribadi/"):
            self.assertEqual(self.client.get(path).status_code, 200, path)

    def test_data_contoh_mengisi_semua_poli(self) -> None:
        content.demo()
        self.assertEqual(set(Ticket.objects.values_list("room", flat=True)), set(current.config().queues))

    def test_privacy_yml_menyebut_tepat_yang_disimpan(self) -> None:
        self.assertEqual(set(retention.read(settings.OPD_PRIVACY)), {"pasien", "tiket"})
        self.assertLessEqual({"pasien", "tiket"}, set(retention.registered()))

    def test_ugd_tidak_pernah_antre(self) -> None:
        self.assertNotIn("UGD", {room.nama for room in current.config().queues.values()})
