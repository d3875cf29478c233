"""``opd retention``: delete what privacy.yml keeps no longer. The serving app does it by itself each night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from opd import retention


class Command(BaseCommand):
    help = "Deletes data that is older than privacy.yml says."

    def handle(self, **_: Any) -> None:
        for kind, count in retention.run().items():
            self.stdout.write(f"{kind}: {count}")
