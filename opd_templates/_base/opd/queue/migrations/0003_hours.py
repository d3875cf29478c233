"""A room is closed for a part of a day."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0002_placement")]
    operations = [
        migrations.AddField(
            "change", "since", models.TimeField(blank=True, null=True, verbose_name="Tutup mulai pukul")
        ),
        migrations.AddField(
            "change", "until", models.TimeField(blank=True, null=True, verbose_name="Tutup sampai pukul")
        ),
    ]
