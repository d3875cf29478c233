"""Alamat halaman. Halaman sendiri ditambahkan di atas keduanya."""

from django.urls import include, path

urlpatterns = [
    path("", include("opd.urls")),
    path("", include("opd.letters.urls")),
]
