"""What nobody answered ends as `gugur`."""

from __future__ import annotations

from django.db import migrations, models

STATES = ("diterima", "diverifikasi", "diproses", "diperpanjang", "selesai", "ditolak", "gugur")
DECISIONS = [
    ("dikabulkan", "Dikabulkan"),
    ("sebagian", "Dikabulkan sebagian"),
    ("ditolak", "Ditolak"),
    ("gugur", "Gugur"),
]


class Migration(migrations.Migration):
    dependencies = [("website", "0005_requesters_found_again")]
    operations = [
        migrations.AlterField(
            "informationrequest",
            "status",
            models.CharField(
                "status",
                max_length=12,
                choices=[(state, state.capitalize()) for state in STATES],
                default="diterima",
            ),
        ),
        migrations.AlterField(
            "objection",
            "decision",
            models.CharField("putusan", max_length=12, choices=DECISIONS, blank=True),
        ),
    ]
