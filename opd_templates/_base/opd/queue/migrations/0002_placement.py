"""Clerks of rooms are placed in rooms. Who could call everywhere goes on doing so until the head decides: an office that
is at work when this comes is not shut."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def as_before(apps: Any, _: object) -> None:
    from opd.queue import current

    user, placement = apps.get_model(settings.AUTH_USER_MODEL), apps.get_model("queue", "Placement")
    clerks = user.objects.filter(groups__name="petugas poli")
    placement.objects.bulk_create(
        placement(user=one, room=code) for one in clerks for code in current.config().queues
    )


class Migration(migrations.Migration):
    dependencies = [("queue", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("room", models.CharField(max_length=1, verbose_name="poli")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "penempatan",
                "verbose_name_plural": "penempatan",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("user", "room"), name="queue_placed_once")],
            },
        ),
        migrations.RunPython(as_before, migrations.RunPython.noop),
    ]
