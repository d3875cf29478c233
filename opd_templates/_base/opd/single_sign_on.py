"""Who the city's single sign-on says somebody is. Imported only where there is one (``opd.oidc``)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from opd.models import User


class Backend(OIDCAuthenticationBackend):  # type: ignore[misc]  # ships no types
    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """An address that nobody verified could be another person's."""
        return bool(claims.get("email")) and claims.get("email_verified") is True

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        found: QuerySet[User] = super().filter_users_by_claims(claims).filter(is_active=True)
        return found

    def describe_user_by_claims(self, claims: dict[str, Any]) -> str:
        """For the log: an address is nothing for it."""
        return "somebody without an account here"
