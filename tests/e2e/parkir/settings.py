from opd.settings import *  # noqa: F403  # what all apps have in common

INSTALLED_APPS = [*INSTALLED_APPS, "titik"]  # noqa: F405  # as above
