"""Letters that were wrong are voided, and made anew under another number; a deadline is extended once."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_initial")]
    operations = [
        migrations.AddField("record", "extended_days", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("letter", "voided_at", models.DateTimeField("dibatalkan", null=True)),
        migrations.AddField("letter", "voided_why", models.TextField(blank=True, db_default="")),
        migrations.RemoveConstraint("letter", "service_letter_once"),
        migrations.AddConstraint(
            "letter",
            models.UniqueConstraint(
                fields=("record", "code"), condition=models.Q(("voided_at", None)), name="service_letter_once"
            ),
        ),
    ]
