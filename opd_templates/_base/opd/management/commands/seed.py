"""``opd seed``: first content, into what is empty."""

from __future__ import annotations

from typing import Any, Literal

from django.core.management.base import BaseCommand

from opd import content


class Command(BaseCommand):
    help = "Fills what is empty with first content; what people wrote stays as it is."
    what: Literal["seed", "demo"] = "seed"

    def handle(self, **_: Any) -> None:
        for app, count in content.fill(self.what).items():
            self.stdout.write(f"{app}: {count}")
