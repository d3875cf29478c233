"""``opd demo``: people and things that do not exist, to show and to try an app with."""

from __future__ import annotations

from typing import Any, Literal

from django.core.management.base import CommandError

from opd.management.commands import seed
from opd.profile import profile


class Command(seed.Command):
    help = "Adds made-up content. Only where the profile says `example: true`."
    what: Literal["seed", "demo"] = "demo"

    def handle(self, **options: Any) -> None:
        if not profile().example:
            raise CommandError(
                "profil.yaml does not say `example: true`: made-up people have no place in a real app"
            )
        super().handle(**options)
