"""The addresses of a service: ``path("", include("opd.service.urls"))`` in a project's ``urls.py``."""

from __future__ import annotations

from django.urls import include, path

from opd.service.views import acting, api, changing, desk, documentation, lists, public, settings, tracking

public_pages = [
    path("", public.home, name="beranda"),
    path("permohonan/tanda-terima/", public.receipt, name="tanda-terima"),
    path("permohonan/<slug:code>/", public.form, name="permohonan"),
    path("lacak/", tracking.ask, name="lacak"),
    path("lacak/permohonan/", tracking.status, name="lacak-status"),
    path("lacak/selesai/", tracking.leave, name="lacak-selesai"),
    path("lacak/langkah/<slug:step>/", tracking.move, name="lacak-langkah"),
    path("lacak/surat/<slug:letter>/", tracking.letter, name="lacak-surat"),
]
desk_pages = [
    path("", desk.dashboard, name="meja"),
    path("token/", settings.tokens, name="token"),
    path("token/<int:key>/cabut/", settings.revoke, name="token-cabut"),
    path("penanda-tangan/", settings.signers, name="pejabat"),
    path("penanda-tangan/<int:key>/", settings.signer, name="pejabat-ubah"),
    path("<slug:code>/", lists.listed, name="daftar"),
    path("<slug:code>/cari/", lists.search, name="cari"),
    path("<slug:code>/ekspor/", lists.export, name="ekspor"),
    path("<slug:code>/baru/", changing.add, name="baru"),
    path("<slug:code>/<uuid:key>/", desk.record, name="berkas"),
    path("<slug:code>/<uuid:key>/buka/", desk.reveal_all, name="buka"),
    path("<slug:code>/<uuid:key>/lampiran/<int:attachment>/", desk.attachment, name="lampiran"),
    path("<slug:code>/<uuid:key>/catatan/", acting.note, name="catatan"),
    path("<slug:code>/<uuid:key>/langkah/<slug:step>/", acting.move, name="langkah"),
    path("<slug:code>/<uuid:key>/surat/<slug:letter>/", acting.make_letter, name="surat"),
    path("<slug:code>/<uuid:key>/surat/<slug:letter>/pdf/", acting.letter, name="surat-pdf"),
    path("<slug:code>/<uuid:key>/surat/<slug:letter>/batal/", acting.void_letter, name="surat-batal"),
    path("<slug:code>/<uuid:key>/ubah/", changing.change, name="ubah"),
    path("<slug:code>/<uuid:key>/balik/", changing.reverse, name="balik"),
    path("<slug:code>/<uuid:key>/hapus/", changing.erase, name="hapus"),
]
programs = [
    path("", api.answer, name="api-root"),
    path("openapi.json", api.answer, {"rest": "openapi.json"}, name="openapi-json"),
    path("<path:rest>", api.answer),
]
app_name = "service"
urlpatterns = [
    path("", include(public_pages)),
    path("meja/", include(desk_pages)),
    path("api/", documentation.page, name="uraian-api"),
    path("api/v1/", include((programs, "api"))),
]
