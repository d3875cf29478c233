"""``opd ropa``: the record of processing activities, for the city's own and for whoever supervises it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from opd import ropa


class Command(BaseCommand):
    help = "Prints which personal data this app processes, why, on what basis and how long: CSV, or JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *, json: bool, **_: Any) -> None:
        self.stdout.write(as_json() if json else ropa.as_csv(), ending="")


def as_json() -> str:
    return json.dumps(ropa.rows(), ensure_ascii=False, indent=2) + "\n"
