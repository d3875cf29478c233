"""Pengaturan aplikasi ini: semua dari dasar bersama, lalu yang khusus di bawahnya."""

from opd.settings import *  # noqa: F403

INSTALLED_APPS = ["opd.service", *INSTALLED_APPS]  # noqa: F405
TIME_ZONE = "{{ cookiecutter.timezone }}"

OPD_SCHEMA = BASE_DIR / "skema.yaml"  # noqa: F405
OPD_MENU = [("Beranda", "/"), ("Lacak", "/lacak/"), ("Data pribadi", "/data-pribadi/")]
