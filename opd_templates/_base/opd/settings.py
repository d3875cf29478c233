"""Settings of every app: ``from opd.settings import *``, then what is its own.

Rules are BSSN 4/2021's for web apps (docs/city-context): passwords, sessions, headers, what is logged.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from opd import database, environment, keys, oidc
from opd.logs import logging_settings
from opd.passwords import LENGTH

BASE_DIR = Path("/srv/app")

SECRET_KEY = keys.derived("django").hex()
DEBUG = False
ALLOWED_HOSTS = [*(environment.words("HOSTS") or ["*"]), "127.0.0.1"]
ROOT_URLCONF = "urls"
WSGI_APPLICATION = None

INSTALLED_APPS = [
    "opd",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    *(["mozilla_django_oidc"] if oidc.is_on() else []),
]
MIDDLEWARE = [
    "opd.health.HealthMiddleware",  # first: it is asked without a host, and must not wait for a session
    "opd.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "opd.accounts.SessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it exchanges the answer to a login that is locked
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [BASE_DIR / "templates"],  # a project's own, before ours
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opd.context.opd",
            ],
        },
    }
]

DATABASES = {"default": database.of(environment.secret("database_url"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "id"
TIME_ZONE = environment.text("TZ", "Asia/Jakarta")
USE_TZ = True

STATIC_URL = "/aset/"
STATIC_ROOT = Path("/srv/aset")
STATICFILES_DIRS = [folder for folder in [BASE_DIR / "static"] if folder.is_dir()]
# A volume of the app's own. What everybody may see is served from `umum`; the rest is sealed, and reached by signed
# links alone (opd.files).
UPLOADS = Path("/srv/berkas")
MEDIA_ROOT, MEDIA_URL = UPLOADS / "umum", "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "opd.files.SealedStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The edge ends TLS and says so; nobody else reaches this port.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 3600  # of the row; opd.accounts ends sessions, idle ones too

LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "opd:masuk", "opd:staf", "opd:masuk"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses before a password is looked at
    "django.contrib.auth.backends.ModelBackend",
    *(["opd.single_sign_on.Backend"] if oidc.is_on() else []),
]
globals().update(oidc.configured())
AXES_HANDLER = "opd.lockout.Attempts"
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 5, timedelta(minutes=15)  # opd.lockout says why
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # opd.audit keeps who came
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "opd.limits.pseudonym"
AXES_USERNAME_CALLABLE = "opd.lockout.name"
AXES_CLIENT_STR_CALLABLE = "opd.lockout.nobody"
AXES_LOCKOUT_CALLABLE = "opd.lockout.refused"

AUTH_USER_MODEL = "opd.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "opd.passwords.MixedValidator"},
    {"NAME": "opd.passwords.NotFormerValidator"},
]
PASSWORD_HASHERS = [
    "opd.passwords.SmallArgon2",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]

LOGGING = logging_settings()
TEST_RUNNER = "opd.testing.Runner"

# What a project, or an app of ours, may set.
OPD_PROFILE = BASE_DIR / "profil.yaml"
OPD_PRIVACY = BASE_DIR / "privacy.yml"
OPD_GUIDE = BASE_DIR / "PANDUAN.md"
OPD_ROLES: dict[str, list[str]] = {}  # beside those of each app's `roles`
OPD_MENU: list[tuple[str, str]] = [("Beranda", "/")]  # title and address
OPD_SCANNER = ""  # dotted path of an antivirus' function (opd.uploads.Scanner)
