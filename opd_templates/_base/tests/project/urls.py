from django.urls import include, path

from contoh import views

urlpatterns = [
    path("", include("opd.urls")),
    path("", views.home, name="beranda"),
    path("kirim/", views.send, name="kirim"),
    path("rusak/", views.breaks, name="rusak"),
    path("petugas/", views.for_officers, name="petugas"),
]
