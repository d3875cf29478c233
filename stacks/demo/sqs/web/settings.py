"""Pengaturan aplikasi ini: semua dari dasar bersama, lalu yang khusus di bawahnya."""

from opd import environment
from opd.settings import *  # noqa: F403

INSTALLED_APPS = ["opd.complaints", *INSTALLED_APPS]  # noqa: F405
TIME_ZONE = "Asia/Jakarta"

OPD_COMPLAINTS = BASE_DIR  # noqa: F405  # tempat aduan.yaml, wilayah.yaml, dan batas-kota.geojson
OPD_MENU = [
    ("Beranda", "/"),
    ("Lapor", "/lapor/"),
    ("Lacak", "/lacak/"),
    ("Laporan warga", "/laporan/"),
    ("Capaian", "/laporan/capaian/"),
    ("Data pribadi", "/data-pribadi/"),
]
# Sambungan langsung ke SP4N-LAPOR!: hanya bila kota sudah diberi alamat dan token (README).
OPD_SP4N_ADAPTER = "opd.complaints.sp4n.over_http.from_environment" if environment.text("SP4N_URL") else ""
DATA_UPLOAD_MAX_NUMBER_FILES = 12
