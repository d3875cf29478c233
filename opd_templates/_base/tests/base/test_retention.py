"""How long which data is kept."""

from __future__ import annotations

import csv
import json
import tempfile
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from unittest import mock

import psycopg
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import SimpleTestCase, TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from contoh.models import Warga
from opd import audit, nightly, retention, ropa
from opd.checking import personal_data
from opd.models import AuditEntry, User
from tests.base.people import staff


class PrivacyFileTests(SimpleTestCase):
    def refused(self, text: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "privacy.yml")
            file.write_text(text)
            with self.assertRaises(ImproperlyConfigured) as caught:
                retention.read(file)
        return str(caught.exception)

    def test_it_is_read(self) -> None:
        kinds = retention.kinds()
        self.assertEqual(kinds["warga"].retention_days, 30)
        self.assertEqual(set(kinds), {"sesi", "percobaan", "akun", "audit", "warga"})

    def test_every_fault_is_said_at_once(self) -> None:
        said = self.refused("data:\n  a: {what: x, purpose: y, retention_days: lama, sejak: 1}\n  b: teks\n")
        for words in (
            "data.a: unknown key 'sejak'",
            "data.a: `basis` is missing",
            "'lama' is not a number",
            "data.b: not a",
        ):
            self.assertIn(words, said)
        self.assertIn("`data:`", self.refused("warga: {}\n"))
        self.assertIn(
            "-3 is not a number",
            self.refused("data: {a: {what: x, purpose: y, basis: z, retention_days: -3}}"),
        )

    @override_settings(OPD_PRIVACY="/nihil/privacy.yml")
    def test_an_app_whose_data_has_no_end_does_not_start(self) -> None:
        self.assertEqual([(e.id, "'warga'" in e.msg) for e in personal_data()], [("opd.E002", True)])

    def test_people_may_read_what_is_kept_of_them(self) -> None:
        response = self.client.get("/data-pribadi/")
        self.assertContains(response, "Nama, NIK (terenkripsi), pindaian kartu (tersegel)")
        self.assertContains(response, "30 hari")

    def test_and_take_it_along(self) -> None:
        response = self.client.get("/data-pribadi/")
        self.assertContains(response, 'href="/data-pribadi/pemrosesan.csv"')
        rows = list(
            csv.DictReader(
                StringIO(self.client.get("/data-pribadi/pemrosesan.csv").content.decode("utf-8-sig"))
            )
        )
        self.assertEqual(rows, ropa.rows())
        told = {row["kegiatan"]: (row["disimpan"], row["penghapusan"]) for row in rows}
        self.assertEqual(told["warga"], ("30 hari", "otomatis, tiap malam"))
        self.assertEqual(told["audit"], ("selama aplikasi ini dipakai", "tidak dihapus"))
        self.assertIn("365 hari sejak akun dinonaktifkan", told["akun"][0])
        self.assertEqual({row["pengendali"] for row in rows}, {"Dinas Contoh & Rekaan"})

    def test_the_record_of_processing_is_printed(self) -> None:
        for words, read in (
            (["--json"], json.loads),
            ([], lambda text: list(csv.DictReader(StringIO(text[1:])))),
        ):
            out = StringIO()
            call_command("ropa", *words, stdout=out)
            self.assertEqual(read(out.getvalue()), ropa.rows())

    def test_this_one_starts(self) -> None:
        self.assertEqual(personal_data(), [])


class RunTests(TestCase):
    def setUp(self) -> None:
        self.old, self.young = (Warga.objects.create(name=name) for name in ("lama", "baru"))
        Warga.objects.filter(pk=self.old.pk).update(at=timezone.now() - timedelta(days=31))

    def test_what_is_too_old_goes_and_the_log_tells(self) -> None:
        out = StringIO()
        call_command("retention", stdout=out)
        self.assertEqual(list(Warga.objects.all()), [self.young])
        self.assertIn("warga: 1", out.getvalue())
        self.assertEqual(AuditEntry.objects.get(action="retensi").detail["warga"], 1)

    def test_one_that_fails_keeps_no_other_and_is_not_kept_secret(self) -> None:
        def fails(_: datetime) -> int:
            raise RuntimeError("rusak")

        with mock.patch.dict(retention._CLEARS, {"sesi": fails}), self.assertRaises(ExceptionGroup):
            retention.run()
        self.assertEqual(list(Warga.objects.all()), [self.young])
        self.assertEqual(AuditEntry.objects.get(action="retensi").detail["sesi"], "gagal")

    def test_what_waits_in_vain_is_ended_before_anything_is_deleted(self) -> None:
        done: list[str] = []
        ends = {"tanpa tanggapan": lambda _: done.append("ends") or 2}
        clears = {"sesi": lambda _: done.append("clears") or 0}
        with mock.patch.dict(retention._ENDS, ends), mock.patch.dict(retention._CLEARS, clears):
            self.assertEqual(retention.run()["tanpa tanggapan"], 2)
        self.assertEqual(done, ["ends", "clears"])
        self.assertEqual(AuditEntry.objects.get(action="retensi").detail["tanpa tanggapan"], 2)

    def test_sessions_that_are_over_go(self) -> None:
        for key, hours in (("a", -1), ("b", 1)):
            Session.objects.create(
                session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=hours)
            )
        self.assertEqual(retention.run()["sesi"], 1)
        self.assertEqual(Session.objects.get().session_key, "b")

    def test_who_left_long_ago_leaves_a_user_name_alone(self) -> None:
        now, names = timezone.now(), ("lama", "baru", "bekerja")
        for name, active in zip(names, (False, False, True), strict=True):
            user = staff(name, "pengelola")
            user.first_name, user.email, user.is_active = "Butet", "butet@contoh.test", active
            user.save()
        User.objects.update(date_joined=now - timedelta(days=1000))
        with mock.patch("opd.audit.timezone.now", return_value=now + timedelta(days=300)):
            audit.record("kepala", "hak pengguna diubah", f"pengguna:{User.objects.get(username='baru').pk}")
        self.assertEqual(retention.run(now + timedelta(days=366))["akun"], 1)
        left = [
            (one.username, one.first_name, one.email, one.groups.count())
            for one in User.objects.order_by("pk")
        ]
        kept = ("Butet", "butet@contoh.test", 1)
        self.assertEqual(left, [("lama", "", "", 0), ("baru", *kept), ("bekerja", *kept)])
        gone = User.objects.get(username="lama")
        self.assertEqual((gone.has_usable_password(), gone.former_passwords), (False, []))
        self.assertEqual(retention.run(now + timedelta(days=366))["akun"], 0, "once")

    def test_the_night_comes_once(self) -> None:
        self.assertTrue(nightly.once())
        self.assertFalse(nightly.once())

    def test_the_next_night(self) -> None:
        zone = timezone.get_current_timezone()
        for now, day in (
            (datetime(2026, 3, 1, 1, tzinfo=zone), 1),
            (datetime(2026, 3, 1, 2, tzinfo=zone), 2),
        ):
            found = nightly.next_run(now)
            self.assertEqual((found.day, found.hour in {2, 3}), (day, True))


class ReplicasTests(TransactionTestCase):
    def test_while_another_replica_does_it_nothing_is_done_here(self) -> None:
        given = connection.get_connection_params()
        names = ("host", "dbname", "user", "password", "port")
        with psycopg.connect(**{name: given[name] for name in names if given.get(name)}) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [nightly.LOCK])
            self.assertFalse(nightly.once())
            # What a closed connection held is free a moment after it.
            other.execute("SELECT pg_advisory_unlock(%s)", [nightly.LOCK])
        self.assertTrue(nightly.once())
