"""Everything out, and back in."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import SimpleTestCase, TransactionTestCase, override_settings

from contoh.models import Warga
from opd import archive, audit, copies
from opd.models import AuditEntry, Holiday, User
from tests.base.people import PASSWORD, staff

NIK = "9999991501900001"
THAWED = "ALTER TABLE riwayat ENABLE TRIGGER ALL"
HISTORY = """
CREATE TABLE riwayat (id integer);
CREATE FUNCTION riwayat_beku() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'beku'; END $$;
CREATE TRIGGER beku BEFORE UPDATE OR DELETE OR TRUNCATE ON riwayat FOR EACH STATEMENT EXECUTE FUNCTION riwayat_beku();
"""


class ArchiveTests(SimpleTestCase):
    def written(self) -> bytes:
        into = io.BytesIO()
        writer = archive.Writer(into)
        writer.part(kind="a")
        writer.data(b"rahasia" * 100_000)
        writer.data(bytes(range(256)) * 3000)
        writer.part(kind="b")
        writer.close()
        return into.getvalue()

    def test_it_comes_back_and_cannot_be_read_meanwhile(self) -> None:
        raw = self.written()
        self.assertNotIn(b"rahasia", raw)
        parts = list(archive.read(io.BytesIO(raw)))
        self.assertEqual([header for header, _ in parts if header], [{"kind": "a"}, {"kind": "b"}])
        self.assertEqual(
            b"".join(piece for _, piece in parts), b"rahasia" * 100_000 + bytes(range(256)) * 3000
        )

    def test_cut_off_changed_or_longer_is_noticed(self) -> None:
        raw = self.written()
        for broken in (
            raw[:-1],
            raw[: len(raw) // 2],
            raw[:20],
            b"x" + raw,
            raw + b"x",
            raw[:-9] + b"\x00" + raw[-8:],
            b"",
        ):
            with self.assertRaises(archive.BrokenArchiveError):
                list(archive.read(io.BytesIO(broken)))

    def test_chunks_that_change_places_are_noticed(self) -> None:
        raw = self.written()
        start = len(archive.MAGIC) + 8
        first = 4 + int.from_bytes(raw[start : start + 4])
        second = 4 + int.from_bytes(raw[start + first : start + first + 4])
        swapped = (
            raw[:start]
            + raw[start + first : start + first + second]
            + raw[start : start + first]
            + raw[start + first + second :]
        )
        with self.assertRaises(archive.BrokenArchiveError):
            list(archive.read(io.BytesIO(swapped)))


class CopiesTests(TransactionTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        own = override_settings(UPLOADS=folder.name)
        own.enable()
        self.addCleanup(own.disable)

    def filled(self) -> bytes:
        user = staff("butet", "petugas")
        parent = Warga.objects.create(name="Ibu", nik=NIK)
        child = Warga.objects.create(name="Anak \\N\t\n'x'", parent=parent)
        child.scan.save("a.pdf", ContentFile(b"%PDF-isi"))
        Holiday.objects.create(day="2026-12-25", name="Natal")
        audit.record(user.username, "uji", "x")
        into = io.BytesIO()
        copies.backup(into)
        return into.getvalue()

    def empty(self) -> None:
        self._fixture_teardown()
        for path in [path for path in Path(settings.UPLOADS).rglob("*") if path.is_file()]:
            path.unlink()

    def test_all_of_it_comes_back(self) -> None:
        raw = self.filled()
        before = (list(AuditEntry.objects.values()), list(Warga.objects.order_by("pk").values()))
        self.empty()
        tables, files = copies.restore(io.BytesIO(raw))
        self.assertEqual(files, 1)
        self.assertGreater(tables, 10)
        self.assertEqual(
            before, (list(AuditEntry.objects.values()), list(Warga.objects.order_by("pk").values()))
        )
        self.assertIsNone(audit.broken())
        user = User.objects.get()
        self.assertTrue(user.check_password(PASSWORD))
        self.assertEqual([group.name for group in user.groups.all()], ["petugas"])
        child = Warga.objects.get(parent__nik_index__gt="")
        self.assertEqual((child.parent.nik, child.scan.open().read()), (NIK, b"%PDF-isi"))

    def test_a_history_that_may_not_be_emptied_comes_back(self) -> None:
        self.said(HISTORY)
        self.said("INSERT INTO riwayat VALUES (7)")
        self.addCleanup(self.said, "DROP TABLE riwayat; DROP FUNCTION riwayat_beku")
        raw = self.filled()
        for statement in ("ALTER TABLE riwayat DISABLE TRIGGER ALL", "DELETE FROM riwayat", THAWED):
            self.said(statement)
        self.empty()
        copies.restore(io.BytesIO(raw))
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM riwayat")
            self.assertEqual(cursor.fetchall(), [(7,)])
        with self.assertRaises(DatabaseError):
            self.said("DELETE FROM riwayat")

    def said(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def test_the_next_rows_get_numbers_of_their_own(self) -> None:
        raw = self.filled()
        self.empty()
        copies.restore(io.BytesIO(raw))
        last = Warga.objects.order_by("pk").last().pk
        self.assertGreater(Warga.objects.create(name="baru").pk, last)
        staff("togar")
        audit.record("togar", "uji", "y")
        self.assertIsNone(audit.broken())

    def test_nothing_that_people_made_is_buried(self) -> None:
        raw = self.filled()
        with self.assertRaisesMessage(copies.NotEmptyError, "opd_user"):
            copies.restore(io.BytesIO(raw))
        self._fixture_teardown()
        with self.assertRaisesMessage(copies.NotEmptyError, "there are files"):
            copies.restore(io.BytesIO(raw))

    def test_half_an_archive_changes_nothing_in_the_database(self) -> None:
        raw = self.filled()
        self.empty()
        with self.assertRaises(archive.BrokenArchiveError):
            copies.restore(io.BytesIO(raw[:-30]))
        self.assertFalse(User.objects.exists() or Warga.objects.exists() or Holiday.objects.exists())

    def test_another_release_is_refused(self) -> None:
        into = io.BytesIO()
        writer = archive.Writer(into)
        writer.part(kind="app", migrations=[["opd", "9999_lain"]])
        writer.close()
        with self.assertRaisesMessage(ValueError, "another release"):
            copies.restore(io.BytesIO(into.getvalue()))

    def test_no_file_lands_outside(self) -> None:
        for name in ("../x", "/etc/x", "a/../../x"):
            with self.assertRaises(archive.BrokenArchiveError):
                copies._file(name)

    def test_the_commands(self) -> None:
        staff("butet")
        file = Path(f"{settings.UPLOADS}.cadangan")
        self.addCleanup(file.unlink)
        call_command("backup", str(file), stderr=io.StringIO())
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(AuditEntry.objects.first().action, "cadangan dibuat")
        with self.assertRaisesMessage(CommandError, "nobody has worked yet"):
            call_command("restore", str(file))
        self.empty()
        call_command("restore", str(file), stderr=io.StringIO())
        self.assertTrue(User.objects.filter(username="butet").exists())
        self.assertEqual(AuditEntry.objects.first().action, "cadangan dipulihkan")
