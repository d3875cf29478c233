"""Pengaturan aplikasi ini: semua dari dasar bersama, lalu yang khusus di bawahnya."""

from opd.settings import *  # noqa: F403

INSTALLED_APPS = ["opd.queue", *INSTALLED_APPS]  # noqa: F405
TIME_ZONE = "{{ cookiecutter.timezone }}"

OPD_QUEUE = BASE_DIR / "antrian.yaml"  # noqa: F405
OPD_MENU = [("Beranda", "/"), ("Pesan nomor", "/pesan/"), ("Tiket saya", "/tiket/"), ("Papan antrian", "/papan/")]
