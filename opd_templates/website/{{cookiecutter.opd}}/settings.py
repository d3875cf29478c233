"""Pengaturan situs ini: semua dari dasar bersama, lalu yang khusus di bawahnya."""

from opd.website.settings import *

TIME_ZONE = "{{ cookiecutter.timezone }}"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
ROOT_URLCONF = "urls"
