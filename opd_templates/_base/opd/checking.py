"""What has to be right before an app may start: Django's system checks."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from opd import environment, retention
from opd.profile import profile


def personal_data(**_: Any) -> list[CheckMessage]:
    """Each kind of data that an app keeps has a purpose, a basis and an end."""
    try:
        named = retention.kinds()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="opd.E001")]
    return [
        Error(
            f"privacy.yml does not name {kind!r}",
            hint="Say under `data:` what it holds, its purpose, its basis, and after how many days it is deleted.",
            id="opd.E002",
        )
        for kind in sorted(retention.registered() - named.keys())
    ]


def who_it_belongs_to(**_: Any) -> list[CheckMessage]:
    if environment.flag(environment.BUILDING):
        return []
    try:
        profile()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="opd.E003")]
    return []
