"""How an app is tested: files of the interface without their manifest, uploads in a folder that goes away."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.runner import DiscoverRunner
from django.test.utils import override_settings


class Runner(DiscoverRunner):
    """Django's own runner, which makes a database for the tests beside the app's."""

    def setup_test_environment(self, **options: Any) -> None:
        super().setup_test_environment(**options)
        for name in (None, "django", "opd"):  # tests ask for what is logged; nobody reads it here
            logging.getLogger(name).handlers = [logging.NullHandler()]
        self._folder = tempfile.TemporaryDirectory(prefix="opd-test.")
        folder = Path(self._folder.name)
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        self._settings = override_settings(
            UPLOADS=folder,
            MEDIA_ROOT=folder / "umum",
            STORAGES={**settings.STORAGES, "staticfiles": plain},
        )
        self._settings.enable()

    def setup_databases(self, **options: Any) -> Any:
        made = super().setup_databases(**options)
        _let_flush(connection.ops)
        return made

    def teardown_test_environment(self, **options: Any) -> None:
        self._settings.disable()
        self._folder.cleanup()
        super().teardown_test_environment(**options)


def _let_flush(operations: Any) -> None:
    """A TransactionTestCase empties all tables after itself, and the audit log refuses that: not while it is done."""
    flush, table = operations.execute_sql_flush, "ALTER TABLE opd_auditentry {} TRIGGER opd_audit_frozen"
    operations.execute_sql_flush = lambda statements: flush(
        [table.format("DISABLE"), *statements, table.format("ENABLE")]
    )
