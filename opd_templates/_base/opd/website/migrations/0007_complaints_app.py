"""The city's own app for complaints, beside SP4N-LAPOR."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("website", "0006_requests_lapse")]
    operations = [
        migrations.AddField(
            "siteprofile",
            "complaints_app",
            models.URLField(
                "aplikasi pengaduan",
                blank=True,
                db_default="",
                help_text="Aplikasi pengaduan kota sendiri, di samping SP4N-LAPOR. Kosong: tidak ditampilkan.",
            ),
        )
    ]
