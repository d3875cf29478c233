"""What an office reads of somebody anonymous is what the coordinator let through."""

from django.db import migrations

import opd.private


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_outcomes")]
    operations = [
        migrations.AddField(
            "complaint",
            "office_text",
            opd.private.EncryptedField("teks untuk unit", blank=True, default="", db_default=""),
        ),
    ]
