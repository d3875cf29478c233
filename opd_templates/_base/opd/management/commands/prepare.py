"""``opd prepare``: what a new release needs before it serves, ``database: {migrate: [prepare]}`` in the OPD's file."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Migrates the database, then fills what is empty (seed)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Add made-up content too (see `demo`).")

    def handle(self, *, verbosity: int, demo: bool, **_: Any) -> None:
        call_command("migrate", interactive=False, verbosity=verbosity, stdout=self.stdout)
        call_command("seed", stdout=self.stdout)
        if demo:
            call_command("demo", stdout=self.stdout)
