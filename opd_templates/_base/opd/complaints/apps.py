"""What the complaints do when an app starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ComplaintsConfig(AppConfig):
    name = "opd.complaints"
    label = "complaints"
    verbose_name = "Pengaduan"

    def ready(self) -> None:
        from opd import environment, reveal, staff
        from opd.complaints import access, clearing, current, nightly, timing
        from opd.complaints.models import Reporter
        from opd.models import Holiday

        if not environment.flag(environment.BUILDING):
            current.known()  # files with faults stop the app here, with all of them
        clearing.register()
        nightly.register()
        for signal in (post_save, post_delete):
            signal.connect(timing.renew, sender=Holiday, dispatch_uid=f"complaints.{id(signal)}")
        identity = {"name": "Nama pelapor", "phone": "Nomor seluler", "email": "Surel", "nik": "NIK"}
        reveal.register(Reporter, identity, "complaints.open_identity", access.may_open)
        staff.register("Meja pengaduan", "complaints:meja")
        staff.register("Catat laporan", "complaints:catat", "complaints.take_in")
        staff.register("Capaian", "complaints:capaian-staf", "complaints.see_figures")
        staff.register("SP4N-LAPOR!", "complaints:sp4n", "complaints.verify")
        staff.register("Petugas unit", "complaints:petugas", "complaints.manage_officers")
