"""The addresses of the base. A project's ``urls.py``: ``path("", include("opd.urls"))`` beside its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from opd import files, oidc, reveal
from opd.views import audit, guide, holidays, login, look, privacy, staff, users

base = [
    path("masuk/", login.Login.as_view(), name="masuk"),
    path("keluar/", login.Logout.as_view(), name="keluar"),
    path("sandi/", login.PasswordChange.as_view(), name="ganti-sandi"),
    path("warna.css", look.color, name="warna"),
    path("berkas/<str:signed>", files.serve, name="berkas"),
    path("data-pribadi/", privacy.kinds, name="data-pribadi"),
    path("data-pribadi/pemrosesan.csv", privacy.as_csv, name="pemrosesan"),
    path("staf/", staff.home, name="staf"),
    path("staf/panduan/", guide.page, name="panduan"),
    path("staf/buka/<str:label>/<str:key>/<str:field>/", reveal.view, name="buka"),
    path("staf/pengguna/", users.listed, name="pengguna"),
    path("staf/pengguna/baru/", users.add, name="pengguna-baru"),
    path("staf/pengguna/<int:key>/", users.change, name="pengguna-ubah"),
    path("staf/pengguna/<int:key>/sandi/", users.new_password, name="pengguna-sandi"),
    path("staf/libur/", holidays.listed, name="libur"),
    path("staf/libur/hapus/", holidays.remove, name="libur-hapus"),
    path("staf/audit/", audit.listed, name="audit"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((base, "opd"))),
    re_path(r"^media/(?P<path>.+)$", files.public),
]
if oidc.is_on():
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))
