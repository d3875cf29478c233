"""Who asked is found by the whole number alone, and what they were told of their data is kept."""

from __future__ import annotations

import re
from typing import Any

from django.db import migrations, models

from opd.private import BlindIndexField


def fill(apps: Any, _: Any) -> None:
    """The indexes follow their fields when a row is saved. A telephone's number is looked for as ``08…``."""
    for row in apps.get_model("website", "InformationRequest").objects.filter(forgotten=None).iterator():
        row.phone = re.sub(r"^\+62", "0", re.sub(r"[\s.-]", "", row.phone))
        row.save(update_fields=["identity_index", "phone", "phone_index"])


class Migration(migrations.Migration):
    dependencies = [("website", "0004_requests_readable")]
    operations = [
        migrations.AddField(
            "informationrequest", "identity_index", BlindIndexField(of="identity", db_default="")
        ),
        migrations.AddField("informationrequest", "phone_index", BlindIndexField(of="phone", db_default="")),
        migrations.AddField(
            "informationrequest",
            "notice",
            models.CharField("versi pemberitahuan", max_length=40, blank=True, db_default=""),
        ),
        migrations.CreateModel(
            "Contact",
            fields=[],
            options={
                "verbose_name": "kontak pemohon",
                "verbose_name_plural": "kontak pemohon",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("website.informationrequest",),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
