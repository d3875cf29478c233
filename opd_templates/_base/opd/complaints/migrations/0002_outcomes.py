"""Each answer keeps how long it took and how it was rated: of what was opened again, too.

The former release serves beside this and reads the four columns that nobody needs any more: they stay for it, and go
with a migration of the next release.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

import opd.private


def as_known(apps: Any, _: object) -> None:
    """Of what was opened again only the last answer is known, and since when it is worked on again."""
    complaint, outcome = apps.get_model("complaints", "Complaint"), apps.get_model("complaints", "Outcome")
    complaint.objects.filter(reopened=0).update(opened_on=F("received"))
    complaint.objects.exclude(reopened=0).update(opened_on=F("clock_since"))
    for one in complaint.objects.exclude(finished_at=None).iterator():
        outcome.objects.create(
            complaint=one,
            number=one.reopened,
            unit=one.unit,
            took=one.took or 0,
            in_time=bool(one.in_time),
            stars=one.rating,
            note=one.rating_note,
        )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="complaints.complaint",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("took", models.PositiveIntegerField()),
                ("in_time", models.BooleanField()),
                ("stars", models.PositiveSmallIntegerField(null=True, verbose_name="penilaian")),
                ("note", opd.private.EncryptedField(blank=True, verbose_name="kesan")),
            ],
            options={
                "ordering": ("number",),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "number"), name="complaints_outcome_once"),
                    models.CheckConstraint(
                        condition=models.Q(("stars", None), ("stars__range", (1, 5)), _connector="OR"),
                        name="complaints_stars",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            "complaint",
            "rating_note",
            opd.private.EncryptedField("kesan", blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            "complaint", "paused_before", models.PositiveIntegerField(default=0, db_default=0)
        ),
        migrations.AddField("complaint", "opened_on", models.DateField(null=True)),
        migrations.RunPython(as_known, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("complaint", "complaints_rating"),
                migrations.RemoveField("complaint", "in_time"),
                migrations.RemoveField("complaint", "rating"),
                migrations.RemoveField("complaint", "rating_note"),
                migrations.RemoveField("complaint", "took"),
            ]
        ),
    ]
