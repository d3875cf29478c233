"""Settings of a letters' app: ``from opd.letters.settings import *``, then what is its own."""

from __future__ import annotations

from opd import settings as common
from opd.settings import *  # noqa: F403  # settings are made to be taken over whole

INSTALLED_APPS = [
    "opd.letters",
    *common.INSTALLED_APPS,
    "django.contrib.postgres",  # officials: one in a position at once
]
MIDDLEWARE = [*common.MIDDLEWARE, "opd.letters.offices.OfficeMiddleware"]

LETTERS_TYPES = common.BASE_DIR / "jenis"
LETTERS_SERVICE = common.BASE_DIR / "layanan.yaml"
LETTERS_SIGNER = (
    ""  # dotted path of a function that returns a signer (opd.letters.signing.Signer): empty, ink on paper
)
LETTERS_SIGNER_SECONDS = 20  # how long it may take; other letters of the kelurahan wait meanwhile

DATA_UPLOAD_MAX_NUMBER_FILES = 20
OPD_MENU = [
    ("Beranda", "/"),
    ("Lacak", "/lacak/"),
    ("Periksa surat", "/v/"),
    ("Data pribadi", "/data-pribadi/"),
]
