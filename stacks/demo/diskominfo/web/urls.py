"""Alamat halaman. Halaman sendiri ditambahkan di atas yang bersama."""

from django.urls import include, path

urlpatterns = [
    path("", include("opd.website.urls")),
]
