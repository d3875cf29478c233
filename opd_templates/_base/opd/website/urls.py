"""The addresses of a website; what is no view of ours is a page of the tree."""

from __future__ import annotations

from functools import partial

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtail_documents_urls
from wagtail.views import serve

from opd import files
from opd.website import editing
from opd.website.views import desk, ppid, site

website = [
    path("cari/", site.search, name="cari"),
    path("peta-situs/", site.site_map, name="peta-situs"),
    path("rss.xml", partial(site.feed, form="rss"), name="rss"),
    path("atom.xml", partial(site.feed, form="atom"), name="atom"),
    path("robots.txt", site.robots),
    path(".well-known/security.txt", site.security, name="security"),
    path("ppid/permohonan/", ppid.ask, name="permohonan"),
    path("ppid/lacak/", ppid.track, name="lacak"),
    path("ppid/keberatan/", ppid.object_to, name="keberatan"),
    path("ppid/daftar-informasi/", ppid.information, name="daftar-informasi"),
    path("ppid/daftar-informasi.csv", ppid.information_csv, name="daftar-informasi-csv"),
    path("staf/ppid/", desk.listed, name="meja"),
    path("staf/ppid/cari/", desk.search, name="meja-cari"),
    path("staf/ppid/register.csv", desk.register, name="register"),
    path("staf/ppid/<int:key>/", desk.shown, name="meja-permohonan"),
    path("staf/ppid/<int:key>/hapus/", desk.forget, name="meja-hapus"),
    path("staf/ppid/<int:key>/<str:to>/", desk.moved, name="meja-langkah"),
    path("staf/ppid/keberatan/<int:key>/putusan/", desk.decided, name="meja-putusan"),
]

# Before the base's, which has whatever lies there. Documents are had at unduhan/, where it is asked whether they were
# checked; what still waits for its words is nobody's. One name and no more: what serves files resolves "..".
media = [
    re_path(r"^media/(?P<path>(?:images|original_images|avatar_images)/[^/]+)$", files.public),
    re_path(r"^media/", site.absent),
]

urlpatterns = [
    *media,
    path("", include("opd.urls")),
    path("", include((website, "website"))),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("kelola/login/", RedirectView.as_view(pattern_name="opd:masuk")),  # which counts attempts
    re_path(r"^kelola/", editing.closed, name="wagtailadmin_home"),
    path("unduhan/", include(wagtail_documents_urls)),
    # Routes of pages that look like files: Wagtail's own pattern knows folders alone.
    re_path(r"^((?:[\w-]+/)+(?:kalender\.ics|acara\.ics|data\.csv))$", serve),
    path("", include(wagtail_urls)),
]
