"""What is backed up can be restored: texts, photos, and a history that is frozen again."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from opd import copies
from opd.complaints.models import Complaint, Event
from opd.models import AuditEntry, User
from tests.complaints.support import NAME, TEXT, TogetherCase, file


class Copies(TogetherCase):
    def test_a_copy_comes_back_into_an_empty_app(self) -> None:
        one, token = self.hand_in(foto=file())
        self.moved(one, "teruskan", "mulai")
        into = io.BytesIO()
        copies.backup(into)
        with connection.cursor() as cursor:
            for verb in ("DISABLE", "ENABLE"):
                cursor.execute(f"ALTER TABLE complaints_event {verb} TRIGGER USER")
                cursor.execute(f"ALTER TABLE opd_auditentry {verb} TRIGGER USER")
                if verb == "DISABLE":
                    cursor.execute("TRUNCATE complaints_complaint, opd_auditentry, opd_user CASCADE")
        shutil.rmtree(Path(settings.UPLOADS))
        Path(settings.UPLOADS).mkdir()
        self.assertFalse(User.objects.exists() or AuditEntry.objects.exists() or Complaint.objects.exists())
        copies.restore(io.BytesIO(into.getvalue()))
        found = Complaint.objects.get()
        self.assertEqual((found.code, found.text, found.reporter.name), (one.code, TEXT, NAME))
        self.assertTrue(found.photos.first().file.open().read())
        self.assertContains(self.tracked(token).get("/lacak/laporan/"), one.code)
        with self.assertRaises(DatabaseError), transaction.atomic():
            Event.objects.update(what="Lain")
        other, _ = self.hand_in()
        self.assertEqual(int(other.code[-6:]), int(one.code[-6:]) + 1)
