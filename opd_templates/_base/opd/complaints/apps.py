"""What the complaints do when an app starts."""

from __future__ import annotations

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "opd.complaints"
    label = "complaints"
    verbose_name = "Pengaduan"

    def ready(self) -> None:
        from opd import days, environment, reveal, staff
        from opd.complaints import access, clearing, current, nightly, timing
        from opd.complaints.models import Reporter

        if not environment.flag(environment.BUILDING):
            current.known()  # files with faults stop the app here, with all of them
        clearing.register()
        nightly.register()
        days.on_change(timing.renew)
        identity = {"name": "Nama pelapor", "phone": "Nomor seluler", "email": "Surel", "nik": "NIK"}
        reveal.register(Reporter, identity, "complaints.open_identity", access.may_open)
        staff.register("Meja pengaduan", "complaints:meja")
        staff.register("Catat laporan", "complaints:catat", "complaints.take_in")
        staff.register("Capaian", "complaints:capaian-staf", "complaints.see_figures")
        staff.register("SP4N-LAPOR!", "complaints:sp4n", "complaints.verify")
        staff.register("Petugas unit", "complaints:petugas", "complaints.manage_officers")
