"""``opd backup`` and ``opd restore``: every table and every file of an app, into a stream and back.

The platform copies databases and volumes by itself; this is for an app alone: to move it, or to keep a state of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from opd import archive

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
PEOPLE = ("opd_user", "opd_auditentry")
"""While one of these holds a row, somebody has worked here."""
MIGRATIONS = "django_migrations"


class NotEmptyError(RuntimeError):
    """There is something that a restore would bury."""


def backup(into: IO[bytes]) -> tuple[int, int]:
    """Write everything as it is at one moment; how many tables and files that were."""
    writer = archive.Writer(into)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        writer.part(kind="app", migrations=_migrations(cursor))
        tables = [table for table in _tables(cursor) if table != MIGRATIONS]
        for table in tables:
            columns = _columns(cursor, table)
            writer.part(kind="table", name=table, columns=columns)
            with cursor.copy(_copy(table, columns, "TO STDOUT")) as rows:
                for piece in rows:
                    writer.data(bytes(piece))
    files = list(_files())
    for path in files:
        writer.part(kind="file", name=path.relative_to(settings.UPLOADS).as_posix())
        with path.open("rb") as file:
            while piece := file.read(archive.CHUNK):
                writer.data(piece)
    writer.close()
    return len(tables), len(files)


def restore(source: IO[bytes]) -> tuple[int, int]:
    """Read it back into a new app of the same release: after ``migrate``, before ``seed`` and before anybody works
    there. All of it, or nothing in the database.

    NotEmptyError, BrokenArchiveError; ValueError where the release is another one.
    """
    _ensure_empty()
    parts = archive.read(source)
    header, _ = next(parts)
    with transaction.atomic(), connection.cursor() as cursor:
        if header is None or header.get("kind") != "app" or header["migrations"] != _migrations(cursor):
            raise ValueError("the archive is of another release: restore with that one, then update")
        tables = [table for table in _tables(cursor) if table != MIGRATIONS]
        for table in tables:  # what `migrate` put there; references are checked at the end
            if table not in PEOPLE and _holds_rows(
                cursor, table
            ):  # a frozen history refuses even if it is empty
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        counts = _put(cursor, parts)
        for table in tables:
            _reset_sequence(cursor, table)
    return counts


def _put(cursor: Any, parts: Iterator[tuple[dict[str, Any] | None, bytes]]) -> tuple[int, int]:
    """References are checked when the transaction ends (Django makes them so): the tables' order does not matter."""
    tables = files = 0
    into: Any = None  # what takes the pieces that follow
    try:
        for header, piece in parts:
            if header is None:
                into.write(piece)
                continue
            if into is not None:
                into.close()
            if header["kind"] == "table":
                into, tables = _Copying(cursor, header["name"], header["columns"]), tables + 1
            else:
                into, files = _file(header["name"]).open("wb"), files + 1
    except BaseException as error:
        if isinstance(into, _Copying):
            into.abort(error)
        raise
    if into is not None:
        into.close()
    return tables, files


class _Copying:
    """A table that is being filled."""

    def __init__(self, cursor: Any, table: str, columns: list[str]) -> None:
        self._manager = cursor.copy(_copy(table, columns, "FROM STDIN"))
        self._copy = self._manager.__enter__()

    def write(self, piece: bytes) -> None:
        self._copy.write(piece)

    def close(self) -> None:
        self._manager.__exit__(None, None, None)

    def abort(self, error: BaseException) -> None:
        """The database forgets what came; that it was told to is no news."""
        with suppress(Exception):
            self._manager.__exit__(type(error), error, error.__traceback__)


def _copy(table: str, columns: list[str], end: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) " + end).format(sql.Identifier(table), names)


def _ensure_empty() -> None:
    with connection.cursor() as cursor:
        for table in PEOPLE:
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
            if cursor.fetchone()[0]:
                raise NotEmptyError(
                    f"there are rows in {table}: restore into an app where nobody has worked yet"
                )
    if any(True for _ in _files()):
        raise NotEmptyError(f"there are files in {settings.UPLOADS}")


def _migrations(cursor: Any) -> list[list[str]]:
    cursor.execute(f"SELECT app, name FROM {MIGRATIONS} ORDER BY app, name")  # noqa: S608  # a constant
    return [list(row) for row in cursor.fetchall()]


def _tables(cursor: Any) -> list[str]:
    cursor.execute(TABLES)
    return [row[0] for row in cursor.fetchall()]


def _holds_rows(cursor: Any, table: str) -> bool:
    cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
    return bool(cursor.fetchone()[0])


def _columns(cursor: Any, table: str) -> list[str]:
    """Those that hold something of their own: what the database computes it computes again."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]


def _reset_sequence(cursor: Any, table: str) -> None:
    """The next row gets a number that none has."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')",
        [table],
    )
    for (column,) in cursor.fetchall():
        cursor.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT coalesce(max({0}), 0) + 1 FROM {1}), false)"
            ).format(sql.Identifier(column), sql.Identifier(table)),
            [f'"{table}"', column],
        )


def _files() -> Iterator[Path]:
    return (path for path in sorted(Path(settings.UPLOADS).rglob("*")) if path.is_file())


def _file(name: str) -> Path:
    """Where a file of the archive goes: nowhere but below the uploads."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise archive.BrokenArchiveError("a file of the archive lies outside")
    target = Path(settings.UPLOADS) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
