"""What has to be right before a release serves: offices that numbers tell apart, and a type for every request."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from opd import environment
from opd.letters import current, offices

KINDS = "SELECT kind, count(*) FROM letters_application WHERE closed_at IS NULL GROUP BY kind"
OFFICES = "SELECT office, count(*) FROM letters_application GROUP BY office"


def offices_are_told_apart(**_: Any) -> list[CheckMessage]:
    if environment.flag(environment.BUILDING):
        return []
    return [Error(f"profil.yaml: {fault}", id="letters.E001") for fault in offices.read_all()]


def nothing_is_orphaned(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Open requests of a type that is gone, and requests of a kelurahan that is gone."""
    if not databases or "letters_application" not in connection.introspection.table_names():
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(KINDS)
            kinds = [(name, count) for name, count in cursor.fetchall() if name not in current.types()]
            cursor.execute(OFFICES)
            places = [(name, count) for name, count in cursor.fetchall() if name not in offices.offices()]
    except DatabaseError:
        return []  # an older release's table: its migration comes first
    return [
        *(
            Error(
                f"jenis/{name}.yaml is gone, and {count} requests of it are open",
                hint="Put the file back; finish or refuse them first.",
                id="letters.E002",
            )
            for name, count in kinds
        ),
        *(
            Error(
                f"profil.yaml: the kelurahan `{name}` is gone, and {count} requests are its own",
                hint="Put it back under `tenants:`; its register has to be kept.",
                id="letters.E003",
            )
            for name, count in places
        ),
    ]


def refuse(**_: Any) -> None:
    """Before ``migrate`` does anything: its own checks are left out when a command calls it."""
    if found := nothing_is_orphaned(databases=["default"]):
        raise CommandError("\n".join(f"{fault.msg}\n    {fault.hint}" for fault in found))
