"""The addresses of the letters: ``path("", include("opd.letters.urls"))`` in a project's ``urls.py``."""

from __future__ import annotations

from django.urls import include, path

from opd.letters.views import acting, desk, public, register, settings, tracking, verify

citizens = [
    path("", public.home, name="beranda"),
    path("surat/<slug:slug>/", public.form, name="permohonan"),
    path("permohonan/tinjau/", public.review, name="tinjau"),
    path("permohonan/ubah/", public.change, name="ubah"),
    path("permohonan/kirim/", public.send, name="kirim"),
    path("permohonan/tanda-terima/", public.receipt, name="tanda-terima"),
    path("lacak/", tracking.ask, name="lacak"),
    path("lacak/permohonan/", tracking.status, name="status"),
    path("lacak/selesai/", tracking.leave, name="selesai"),
    path("lacak/lengkapi/", tracking.complete, name="lengkapi"),
    path("lacak/batalkan/", tracking.cancel, name="batalkan"),
    path("lacak/unduh/", tracking.download, name="unduh"),
    path("v/", verify.ask, name="cek-kode"),
    path("v/<str:token>/", verify.check, name="cek"),
]
staff_pages = [
    path("", desk.dashboard, name="meja"),
    path("permohonan/", desk.listed, name="daftar"),
    path("permohonan/cari/", desk.search, name="cari"),
    path("permohonan/<uuid:key>/", desk.application, name="berkas"),
    path("permohonan/<uuid:key>/buka/", desk.reveal_all, name="buka"),
    path("permohonan/<uuid:key>/hapus/", acting.erase, name="hapus"),
    path("permohonan/<uuid:key>/lampiran/<int:attachment>/", desk.attachment, name="lampiran"),
    path("permohonan/<uuid:key>/langkah/<slug:step>/", acting.step, name="langkah"),
    path("permohonan/<uuid:key>/tanda-tangan/", acting.sign, name="tanda-tangan"),
    path("permohonan/<uuid:key>/mengetahui/", acting.countersign, name="mengetahui"),
    path("baru/<slug:slug>/", acting.intake, name="loket"),
    path("register/", register.listed, name="register"),
    path("register/ekspor/", register.export, name="ekspor"),
    path("register/<int:letter>/pdf/", register.pdf, name="pdf"),
    path("pejabat/", settings.officials, name="pejabat"),
    path("pejabat/<int:key>/", settings.official, name="pejabat-ubah"),
    path("penempatan/", settings.placements, name="penempatan"),
    path("penempatan/<int:key>/hapus/", settings.remove, name="penempatan-hapus"),
    path("kota/", settings.city, name="kota"),
]
app_name = "letters"
urlpatterns = [path("", include(citizens)), path("meja/", include(staff_pages))]
