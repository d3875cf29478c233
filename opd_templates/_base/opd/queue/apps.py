"""What the queue does when an app starts."""

from __future__ import annotations

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "opd.queue"
    label = "queue"
    verbose_name = "Antrian"

    def ready(self) -> None:
        from opd import reveal, staff
        from opd.queue import bpjs, clearing, current
        from opd.queue.models import Ticket

        current.config()  # a file with faults stops the app here, with all of them
        clearing.register()
        bpjs.begin()
        told = {
            "name": "Nama",
            "born": "Tanggal lahir",
            "phone": "Telepon",
            "nik": "NIK",
            "card": "Nomor kartu BPJS",
        }
        reveal.register(Ticket, {**told, "record_number": "Nomor rekam medis"}, "queue.open_identity")
        staff.register("Loket", "queue:loket", "queue.serve_desk")
        staff.register("Poli", "queue:poli", "queue.serve_room")
        staff.register("Perubahan jadwal", "queue:jadwal", "queue.manage_queue")
        staff.register("Penempatan", "queue:penempatan", "queue.manage_queue")
        staff.register("Perangkat", "queue:perangkat", "queue.manage_queue")
        staff.register("Laporan", "queue:laporan", "queue.manage_queue")
        staff.register("Laporan bulanan", "queue:laporan-bulanan", "queue.see_report")
