"""A place to park, and deposits for it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from opd.service.models import Record
from tests.service.support import ServiceCase


class ParkingCase(ServiceCase):
    def place(self, **more: Any) -> Record:
        told = {
            "nama_titik": "Simpang Contoh",
            "lokasi_teks": "Simpang Contoh",
            "golongan": "tepi_jalan",
            "petak": "20",
            "target_harian": "250.000",
            **more,
        }
        answer = self.staff("koordinator").post("/meja/titik_parkir/baru/", told)
        self.assertEqual(answer.status_code, 302, answer.context and answer.context["form"].errors)
        return Record.objects.filter(kind="titik_parkir").latest("created_at")

    def sent(self, place: Record, **more: Any) -> dict[str, Any]:
        return {
            "tanggal_setor": timezone.localdate().isoformat(),
            "titik": str(place.pk),
            "jumlah": "150.000",
            "kanal": "qris",
            "rujukan_bayar": "631204887120",
            **more,
        }

    def deposit(self, place: Record, client: Client | None = None, **more: Any) -> Record:
        answer = (client or self.staff("juru parkir")).post("/meja/setoran/baru/", self.sent(place, **more))
        self.assertEqual(answer.status_code, 302, answer.context and answer.context["form"].errors)
        return Record.objects.filter(kind="setoran").latest("created_at")
