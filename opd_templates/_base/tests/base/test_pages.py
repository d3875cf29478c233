"""What every answer has in common: headers, errors, health, figures, logs."""

from __future__ import annotations

import json
import logging
import re
from unittest import mock

from django.conf import settings
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, TestCase
from django.urls import reverse

from opd import logs
from opd.health import missing_migrations
from opd.models import User
from tests.base.people import PASSWORD, staff

INLINE = re.compile(r"<style|style=|<script(?![^>]*src=)|\son[a-z]+=|javascript:", re.IGNORECASE)


class AnswersTests(TestCase):
    def test_headers(self) -> None:
        headers = self.client.get("/").headers
        policy = headers["Content-Security-Policy"]
        for part in (
            "default-src 'self'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ):
            self.assertIn(part, policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Referrer-Policy"], "strict-origin-when-cross-origin")

    def test_no_page_carries_script_or_style_or_anything_from_outside(self) -> None:
        self.client.force_login(staff("kepala", "pengelola"), "django.contrib.auth.backends.ModelBackend")
        paths = [
            "/",
            "/tiada/",
            "/sandi/",
            "/staf/",
            "/staf/pengguna/",
            "/staf/pengguna/baru/",
            "/staf/libur/",
            "/staf/audit/",
            "/staf/panduan/",
        ]
        for client in (self.client, Client()):
            for path in [*paths, "/masuk/"]:
                html = client.get(path).content.decode()
                with self.subTest(path):
                    self.assertIsNone(INLINE.search(html))
                    self.assertNotRegex(
                        html, r'(?:src|href)="(?:https?:)?//(?!contoh\.test|www\.lapor\.go\.id)'
                    )

    def test_the_colour_is_the_profiles(self) -> None:
        response = self.client.get("/warna.css")
        self.assertEqual(response.content.decode(), ":root{--color-primary:#1f6b4a}\n")
        self.assertEqual(response.headers["Content-Type"], "text/css")

    def test_names_are_written_as_text(self) -> None:
        self.assertContains(self.client.get("/"), "Dinas Contoh &amp; Rekaan")

    def test_an_email_address_folds_where_it_reads_well(self) -> None:
        self.assertContains(
            self.client.get("/"), 'href="mailto:dcr@contoh.test">dcr@<wbr>contoh<wbr>.test</a>'
        )

    def test_a_form_of_another_site_is_refused_in_indonesian(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post("/masuk/", {"username": "butet", "password": PASSWORD})
        self.assertContains(response, "Akses ditolak", status_code=403)

    def test_a_form_with_faults_says_so_first_and_leads_to_them(self) -> None:
        self.client.force_login(staff("kepala", "pengelola"), "django.contrib.auth.backends.ModelBackend")
        response = self.client.post("/staf/pengguna/baru/", {"username": "a b", "email": "x"})
        self.assertContains(response, "<title>Perlu diperbaiki: ", status_code=422)
        self.assertContains(response, 'href="#id_username"', status_code=422)
        self.assertContains(response, 'aria-invalid="true"', count=2, status_code=422)
        field = re.search(r"<input[^>]*id_username[^>]*>", response.content.decode())[0]
        self.assertIn('aria-describedby="id_username_helptext id_username_error"', field)

    def test_errors_in_indonesian(self) -> None:
        self.assertContains(self.client.get("/tiada/"), "Halaman tidak ditemukan", status_code=404)
        self.client.raise_request_exception = False
        response = self.client.post("/rusak/", {"nik": "9999991501900001"})
        self.assertContains(response, "Ada gangguan", status_code=500)
        self.assertNotContains(response, "9999991501900001", status_code=500)


class LogsTests(TestCase):
    def test_an_error_is_logged_without_what_somebody_wrote(self) -> None:
        self.client.raise_request_exception = False
        with self.assertLogs("django.request") as caught:
            self.client.post("/rusak/?nik=9999991501900001", {"nik": "9999991501900001"})
        lines = [logs.JsonFormatter().format(record) for record in caught.records]
        told = json.loads(lines[-1])
        self.assertEqual(told["error"], "ValueError")
        self.assertTrue(any("views.py" in frame for frame in told["where"]))
        self.assertNotIn("9999991501900001", "".join(lines))

    def test_a_library_that_puts_data_into_its_message_logs_the_pattern_alone(self) -> None:
        record = logging.LogRecord("lain", logging.WARNING, "", 0, "user %s", ("9999991501900001",), None)
        self.assertEqual(json.loads(logs.JsonFormatter().format(record))["message"], "user %s")


class HealthTests(TestCase):
    def test_alive_and_ready(self) -> None:
        for path in ("/healthz", "/readyz"):
            self.assertEqual(self.client.get(path, headers={"Host": "10.0.0.7:8080"}).content, b"ok\n", path)

    def test_without_its_database_it_is_alive_and_not_ready(self) -> None:
        with mock.patch("opd.health.MigrationRecorder", side_effect=OperationalError("sandi")):
            response = self.client.get("/readyz")
        self.assertContains(response, "OperationalError", status_code=503)
        self.assertNotContains(response, "sandi", status_code=503)
        self.assertEqual(self.client.get("/healthz").status_code, 200)

    def test_before_its_migrations_it_is_not_ready(self) -> None:
        MigrationRecorder.Migration.objects.filter(app="opd").delete()
        self.assertEqual(missing_migrations(), {("opd", "0001_initial"), ("opd", "0002_hits")})
        self.assertContains(self.client.get("/readyz"), "2 migrations are missing", status_code=503)

    def test_version(self) -> None:
        with mock.patch.dict("os.environ", {"TEMPLATE": "service", "VERSION": "3"}):
            self.assertEqual(self.client.get("/version").json(), {"template": "service", "version": "3"})


class MetricsTests(TestCase):
    def test_requests_are_counted_by_view_without_paths_or_people(self) -> None:
        self.client.get("/?nik=9999991501900001")
        self.client.get("/rahasia-di-alamat/")
        self.client.generic("AKALAN", "/")
        text = self.client.get("/metrics").content.decode()
        self.assertIn('opd_requests_total{method="GET",status="200",view="beranda"}', text)
        self.assertIn('view="none"', text)
        self.assertIn('method="other"', text)
        self.assertIn("opd_request_seconds_bucket", text)
        for secret in ("9999991501900001", "rahasia-di-alamat", "AKALAN"):
            self.assertNotIn(secret, text)

    def test_whom_the_edge_sends_is_told_nothing(self) -> None:
        response = self.client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"})
        self.assertNotContains(response, "opd_requests", status_code=404)


class SettingsTests(TestCase):
    def test_every_address_of_the_base_is_indonesian(self) -> None:
        self.assertEqual([reverse(f"opd:{name}") for name in ("masuk", "keluar", "ganti-sandi", "staf", "libur")],
                         ["/masuk/", "/keluar/", "/sandi/", "/staf/", "/staf/libur/"])  # fmt: skip

    def test_what_must_stay(self) -> None:
        self.assertFalse(settings.DEBUG)
        self.assertIs(settings.AUTH_USER_MODEL == "opd.User" and User._meta.verbose_name == "pengguna", True)
        self.assertTrue(settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE)
