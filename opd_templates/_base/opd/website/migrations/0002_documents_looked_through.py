"""What in a document looks like a NIK."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("website", "0001_initial")]
    operations = [
        migrations.AddField(
            "publicdocument",
            "suspects",
            models.CharField("tampak seperti NIK", max_length=100, blank=True, db_default="", editable=False),
        )
    ]
