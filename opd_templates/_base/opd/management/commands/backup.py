"""``opd backup FILE``: everything that the app holds, sealed with its key; ``-`` is standard output."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from opd import audit, copies


class Command(BaseCommand):
    help = "Writes database and uploads into FILE (- for standard output)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *, file: str, **_: Any) -> None:
        if file == "-":
            tables, files = copies.backup(sys.stdout.buffer)
        else:
            partial = Path(f"{file}.partial")
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as into:
                tables, files = copies.backup(into)
                os.fsync(into.fileno())
            partial.replace(file)
        audit.record(audit.actor(), "cadangan dibuat", "aplikasi", tabel=tables, berkas=files)
        self.stderr.write(f"{tables} tables, {files} files")
