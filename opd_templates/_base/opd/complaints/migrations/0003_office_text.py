"""What an office reads of somebody anonymous is what the coordinator let through."""

from django.db import migrations

import opd.private


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_outcomes")]
    operations = [
        migrations.AddField(
            "complaint", "office_text", opd.private.EncryptedField(blank=True, verbose_name="teks untuk unit")
        ),
    ]
