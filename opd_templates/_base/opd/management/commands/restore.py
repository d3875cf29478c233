"""``opd restore FILE``: into an app where nobody has worked yet; ``-`` is standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opd import archive, audit, copies


class Command(BaseCommand):
    help = "Reads what `backup` wrote into an app where nobody has worked yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *, file: str, **_: Any) -> None:
        try:
            if file == "-":
                tables, files = copies.restore(sys.stdin.buffer)
            else:
                with Path(file).open("rb") as source:
                    tables, files = copies.restore(source)
        except (archive.BrokenArchiveError, copies.NotEmptyError, ValueError, OSError) as error:
            raise CommandError(str(error)) from None
        audit.record(audit.actor(), "cadangan dipulihkan", "aplikasi", tabel=tables, berkas=files)
        self.stderr.write(f"{tables} tables, {files} files")
