"""Members of staff for tests."""

from __future__ import annotations

from django.contrib.auth.models import Group

from opd.models import User

PASSWORD = "Kata-Sandi-Uji-2026"


def staff(name: str = "butet", *roles: str, **more: object) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True, **more)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user
