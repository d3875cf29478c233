"""Few connections, each looked at before it is used, and none for whom nobody asks."""

from __future__ import annotations

import threading
import time

import psycopg
from django.db import OperationalError, connection
from django.test import SimpleTestCase, TransactionTestCase

from opd import database

URL = "postgres://app:rahasia@basisdata/app?sslmode=verify-full"
END_OTHERS = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def end_others() -> int:
    """As a PostgreSQL that is started anew does it; how many connections there were."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        return other.execute(END_OTHERS).fetchone()[0]


class Ended(TransactionTestCase):
    def test_a_connection_that_was_ended_costs_no_visitor_an_error(self) -> None:
        self.assertEqual(self.client.get("/readyz").status_code, 200)
        connection.close()  # as at the end of a request
        self.assertGreater(end_others(), 0)
        self.assertEqual(self.client.get("/readyz").status_code, 200)

    def test_nor_do_all_of_them(self) -> None:
        """The pool pauses after the second that it finds; here the first one is enough."""
        together = threading.Barrier(database.MOST)

        def hold() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                together.wait(timeout=10)
            connection.close()

        threads = [threading.Thread(target=hold) for _ in range(database.MOST)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(end_others(), database.MOST)
        began = time.monotonic()
        self.assertEqual(self.client.get("/readyz").status_code, 200)
        self.assertLess(time.monotonic() - began, 1)
        connection.close()

    def test_what_runs_while_it_is_ended_is_told(self) -> None:
        with connection.cursor() as cursor:
            end_others()
            with self.assertRaises(OperationalError):
                cursor.execute("SELECT 1")
        connection.close()
        self.assertEqual(self.client.get("/readyz").status_code, 200)


class Idle(TransactionTestCase):
    def test_an_app_that_nobody_visits_keeps_no_connection(self) -> None:
        own = connection.copy(alias="sepi")
        own.settings_dict["OPTIONS"]["pool"]["max_idle"] = 0.1
        try:
            with own.cursor() as cursor:
                cursor.execute("SELECT 1")
            own.close()
            deadline = time.monotonic() + 10
            while own.pool.get_stats()["pool_size"] and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertEqual(own.pool.get_stats()["pool_size"], 0)
        finally:
            own.close_pool()

    def test_threads_beyond_the_most_wait_for_their_turn(self) -> None:
        done: list[int] = []

        def ask() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.2)")
            connection.close()
            done.append(connection.pool.get_stats()["pool_size"])

        threads = [threading.Thread(target=ask) for _ in range(3 * database.MOST)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(done), len(threads))
        self.assertLessEqual(max(done), database.MOST)


class Settings(SimpleTestCase):
    def test_what_the_url_says_stays(self) -> None:
        made = database.of(URL + "&connect_timeout=2")
        self.assertEqual(
            (made["HOST"], made["OPTIONS"]["sslmode"], int(made["OPTIONS"]["connect_timeout"])),
            ("basisdata", "verify-full", 2),
        )
        self.assertEqual(made["CONN_MAX_AGE"], 0)

    def test_while_an_image_is_built_there_is_no_pool(self) -> None:
        self.assertNotIn("pool", database.of("sqlite://:memory:").get("OPTIONS", {}))
