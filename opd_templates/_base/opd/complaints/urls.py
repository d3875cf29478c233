"""The addresses of the complaints: ``path("", include("opd.complaints.urls"))`` in a project's ``urls.py``."""

from __future__ import annotations

from django.urls import include, path, re_path

from opd.complaints.views import acting, desk, oversight, public, reporting, tracking

public_pages = [
    path("", public.home, name="beranda"),
    path("lapor/", reporting.report, name="lapor"),
    path("lapor/diterima/", reporting.received, name="diterima"),
    path("lacak/", tracking.ask, name="lacak"),
    path("lacak/laporan/", tracking.status, name="lacak-laporan"),
    path("lacak/selesai/", tracking.leave, name="lacak-selesai"),
    path("lacak/nilai/", tracking.rate, name="lacak-nilai"),
    path("lacak/langkah/<slug:step>/", tracking.move, name="lacak-langkah"),
    path("laporan/", public.listed, name="laporan"),
    path("laporan/capaian/", public.figures, name="capaian"),
    path("laporan/data/", public.opened, name="data"),
    path("laporan/data.csv", public.data, {"form": "csv"}, name="data-csv"),
    path("laporan/data.json", public.data, {"form": "json"}, name="data-json"),
    path("laporan/paket.json", public.package, name="data-paket"),
    re_path(r"^laporan/(?P<code>[A-Z0-9]{2,8}-\d{4}-\d{6,})/$", public.one, name="laporan-satu"),
]
desk_pages = [
    path("", desk.home, name="meja"),
    path("lapor/", acting.write_down, name="catat"),
    path("laporan/", desk.listed, name="daftar"),
    path("laporan/ekspor/", desk.export, name="ekspor"),
    path("laporan/<uuid:key>/", desk.one, name="satu"),
    path("laporan/<uuid:key>/foto/<int:number>/", desk.photo, name="foto"),
    path("laporan/<uuid:key>/perbaiki/", acting.correct, name="perbaiki"),
    path("laporan/<uuid:key>/tanggapan/", acting.respond, name="tanggapan"),
    path("laporan/<uuid:key>/langkah/<slug:step>/", acting.move, name="langkah"),
    path("laporan/<uuid:key>/kode-baru/", acting.new_code, name="kode-baru"),
    path("peringatan/<int:number>/", desk.seen, name="peringatan"),
    path("capaian/", oversight.figures, name="capaian-staf"),
    path("sp4n/", oversight.sp4n, name="sp4n"),
    path("sp4n/berkas/", oversight.sp4n_file, name="sp4n-berkas"),
    path("sp4n/kirim/", oversight.sp4n_send, name="sp4n-kirim"),
    path("sp4n/<uuid:key>/", oversight.sp4n_note, name="sp4n-nomor"),
    path("petugas/", oversight.officers, name="petugas"),
    path("petugas/<int:key>/cabut/", oversight.release, name="petugas-cabut"),
]
app_name = "complaints"
urlpatterns = [
    path("", include(public_pages)),
    path("meja/", include(desk_pages)),
]
