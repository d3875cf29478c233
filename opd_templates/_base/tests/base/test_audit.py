"""Who did what: nobody changes it unseen."""

from __future__ import annotations

import threading

from django.db import DatabaseError, connection, transaction
from django.test import TestCase, TransactionTestCase

from opd import audit
from opd.models import AuditEntry
from tests.base.people import staff

THAW, FREEZE = (
    f"ALTER TABLE opd_auditentry {verb} TRIGGER opd_audit_frozen" for verb in ("DISABLE", "ENABLE")
)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class ChainTests(TestCase):
    def setUp(self) -> None:
        for number in range(3):
            audit.record("butet", "uji", f"x:{number}", angka=number)

    def test_the_database_refuses_to_change_or_delete(self) -> None:
        for statement in (
            "UPDATE opd_auditentry SET who = 'lain'",
            "DELETE FROM opd_auditentry",
            "TRUNCATE opd_auditentry",
        ):
            with (
                self.subTest(statement),
                self.assertRaisesMessage(DatabaseError, "never changed"),
                transaction.atomic(),
            ):
                run(statement)
        self.assertIsNone(audit.broken())

    def test_whoever_owns_the_database_is_found_out(self) -> None:
        first, second, third = AuditEntry.objects.order_by("pk")
        for statement, found in (
            (f"UPDATE opd_auditentry SET who = 'lain' WHERE id = {second.pk}", second.pk),
            (f"UPDATE opd_auditentry SET detail = '{{}}' WHERE id = {third.pk}", third.pk),
            (f"DELETE FROM opd_auditentry WHERE id = {second.pk}", third.pk),
            (f"DELETE FROM opd_auditentry WHERE id = {first.pk}", second.pk),
        ):
            with self.subTest(statement), transaction.atomic():
                point = transaction.savepoint()
                run(THAW)
                run(statement)
                run(FREEZE)
                self.assertEqual(audit.broken(), found)
                transaction.savepoint_rollback(point)

    def test_the_newest_hash_is_told_to_the_log(self) -> None:
        with self.assertLogs("opd.audit") as logs:
            made = audit.record("butet", "uji", "x")
        self.assertEqual(logs.records[0].event, f"{made.pk} {made.hash}")

    def test_the_page_is_read_filtered_and_checked(self) -> None:
        self.client.force_login(staff("togar", "auditor"), "django.contrib.auth.backends.ModelBackend")
        page = self.client.get("/staf/audit/")
        self.assertContains(page, "x:2")
        self.assertContains(page, "peran: auditor")
        self.assertContains(page, "aktif: ya")
        filtered = self.client.get("/staf/audit/?oleh=butet&perihal=x:1")
        self.assertContains(filtered, "x:1")
        self.assertNotContains(filtered, "x:2")
        self.assertContains(self.client.post("/staf/audit/"), "Rantai catatan utuh")
        run(THAW)
        run("UPDATE opd_auditentry SET who = 'lain' WHERE subject = 'x:1'")
        run(FREEZE)
        self.assertContains(self.client.post("/staf/audit/"), "putus pada nomor")


class TogetherTests(TransactionTestCase):
    def test_entries_of_many_at_once_follow_each_other(self) -> None:
        def write() -> None:
            for number in range(10):
                audit.record("butet", "uji", f"x:{number}")
            connection.close()

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(AuditEntry.objects.count(), 40)
        self.assertIsNone(audit.broken())
