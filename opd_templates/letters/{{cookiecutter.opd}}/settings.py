"""Pengaturan aplikasi ini: semua dari dasar bersama, lalu yang khusus di bawahnya."""

from opd.letters.settings import *  # noqa: F403

TIME_ZONE = "{{ cookiecutter.timezone }}"
