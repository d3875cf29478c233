"""A card tells who somebody is, as a NIK does: tickets that were booked before are found by it, too."""

from __future__ import annotations

from typing import Any

from django.db import migrations

import opd.private


def known(apps: Any, _: object) -> None:
    for ticket in (
        apps.get_model("queue", "Ticket").objects.exclude(card__isnull=True).only("card").iterator()
    ):
        if ticket.card:
            ticket.save(update_fields=["card_index"])


class Migration(migrations.Migration):
    dependencies = [("queue", "0003_hours")]
    operations = [
        migrations.AddField(
            "ticket",
            "card_index",
            opd.private.BlindIndexField(
                blank=True, db_default="", db_index=True, editable=False, max_length=64, of="card"
            ),
        ),
        migrations.RunPython(known, migrations.RunPython.noop),
    ]
