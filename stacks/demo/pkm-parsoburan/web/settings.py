"""Pengaturan aplikasi ini: semua dari dasar bersama, lalu yang khusus di bawahnya."""

from opd.settings import *  # noqa: F403

INSTALLED_APPS = ["opd.queue", *INSTALLED_APPS]  # noqa: F405
TIME_ZONE = "Asia/Jakarta"

# Bila ratusan orang meminta bersamaan, mereka antre sambungan basis data; thread lain cukup banyak (THREADS).
for database in DATABASES.values():  # noqa: F405
    database.get("OPTIONS", {}).get("pool", {}).update(timeout=15)

OPD_QUEUE = BASE_DIR / "antrian.yaml"  # noqa: F405
OPD_MENU = [("Beranda", "/"), ("Pesan nomor", "/pesan/"), ("Tiket saya", "/tiket/"), ("Papan antrian", "/papan/")]
