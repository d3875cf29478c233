"""The former release serves on while this one's migrations are done already (ADR 7)."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from opd.complaints.models import Complaint
from tests.complaints.support import TEXT, ComplaintsCase


class Former(ComplaintsCase):
    def setUp(self) -> None:
        state = MigrationLoader(connection).project_state(("complaints", "0001_initial"))
        self.former = state.apps.get_model("complaints", "Complaint")

    def test_what_it_writes_is_led_on_by_this_one(self) -> None:
        today = timezone.localdate()
        made = self.former.objects.create(
            code="SQS-2026-900001", category="sampah", text=TEXT, received=today, clock_since=today, clock_days=3,
            due=today, state_since=today,
        )  # fmt: skip
        one = Complaint.objects.get(pk=made.pk)
        self.assertEqual((one.text, one.office_text, one.paused_before, one.sp4n_told), (TEXT, "", 0, 0))
        self.assertEqual(self.moved(one, "jawab").outcome.took, 0)

    def test_what_this_one_writes_it_reads(self) -> None:
        one, _ = self.hand_in()
        found = self.former.objects.get(pk=one.pk)
        self.assertEqual((found.text, found.rating, found.rating_note, found.took), (TEXT, None, "", None))

    def test_models_and_migrations_say_the_same(self) -> None:
        call_command("makemigrations", "complaints", check=True, dry_run=True, verbosity=0)
