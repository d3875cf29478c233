"""Tokens of programs (the API): made by a member of staff, shown once, known by their digest, ending by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from opd import audit, tokens
from opd.service.models import ApiToken


def make(owner: Any, name: str, days: int) -> str:
    """The token; it is not kept."""
    token = tokens.new()
    expires = timezone.now() + timedelta(days=days)
    made = ApiToken.objects.create(owner=owner, name=name, digest=tokens.digest(token), expires_at=expires)
    audit.record(owner.get_username(), "token dibuat", f"token:{made.pk}", hari=days)
    return token


def owner(token: str) -> Any:
    """Whoever a token speaks for; None for one that is unknown, over, or whose owner left."""
    digest = tokens.digest(token)
    found = ApiToken.objects.select_related("owner").filter(digest=digest).first() if digest else None
    if found is None or found.expires_at <= timezone.now() or not found.owner.is_active:
        return None
    if found.used_on != (today := timezone.localdate()):
        ApiToken.objects.filter(pk=found.pk).update(used_on=today)
    return found.owner


def revoke(owner: Any, key: int) -> bool:
    gone, _ = ApiToken.objects.filter(owner=owner, pk=key).delete()
    if gone:
        audit.record(owner.get_username(), "token dicabut", f"token:{key}")
    return bool(gone)
