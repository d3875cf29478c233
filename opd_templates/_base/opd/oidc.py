"""The city's single sign-on, where there is one: OpenID Connect beside the app's own passwords.

It is on when ``OIDC_CLIENT_ID`` is set. Then ``OIDC_AUTHORIZATION_ENDPOINT``, ``OIDC_TOKEN_ENDPOINT``,
``OIDC_USER_ENDPOINT`` and ``OIDC_JWKS_ENDPOINT`` are needed too, the secret ``oidc_client_secret``, and the provider's
host among the OPD's ``egress``. It says who somebody is; what they may do is decided here: nobody gets an account
by it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from opd import environment

CLIENT = "OIDC_CLIENT_ID"
ENDPOINTS = ("AUTHORIZATION_ENDPOINT", "TOKEN_ENDPOINT", "USER_ENDPOINT", "JWKS_ENDPOINT")


def is_on() -> bool:
    return bool(environment.text(CLIENT))


def configured() -> dict[str, Any]:
    """Settings of mozilla-django-oidc, if there is single sign-on. ImproperlyConfigured names what is missing."""
    if not is_on():
        return {}
    given = {name: environment.text(f"OIDC_{name}") for name in ENDPOINTS}
    if missing := [f"OIDC_{name}" for name, value in given.items() if not value.startswith("https://")]:
        raise ImproperlyConfigured(
            f"{CLIENT} is set, so these have to be https:// addresses: {', '.join(missing)}"
        )
    return {
        **{f"OIDC_OP_{name}": value for name, value in given.items()},
        "OIDC_RP_CLIENT_ID": environment.text(CLIENT),
        "OIDC_RP_CLIENT_SECRET": environment.secret("oidc_client_secret"),
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": "openid email",
        "OIDC_USE_PKCE": True,
        "OIDC_CREATE_USER": False,
        "OIDC_VERIFY_SSL": True,
        "OIDC_TIMEOUT": 10,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "oidc_authentication_callback",
        "LOGIN_REDIRECT_URL_FAILURE": "/masuk/",
    }
