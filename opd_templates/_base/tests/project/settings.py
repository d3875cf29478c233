"""The smallest project that uses all of the base: what the base's own tests run in."""

from opd.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "contoh"]  # noqa: F405
OPD_ROLES = {"petugas": ["contoh.buka_pribadi"]}
