"""SP4N-LAPOR! is told what followed. What has ended already is left as it is there."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Max


def ended(apps: Any, _: object) -> None:
    complaint = apps.get_model("complaints", "Complaint")
    done = complaint.objects.exclude(sp4n_id="").exclude(closed_at=None).annotate(last=Max("events"))
    for one in done.exclude(last=None).iterator():
        complaint.objects.filter(pk=one.pk).update(sp4n_told=one.last)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_office_text")]
    operations = [
        migrations.AddField(
            "complaint", "sp4n_told", models.PositiveBigIntegerField(default=0, db_default=0)
        ),
        migrations.RunPython(ended, migrations.RunPython.noop),
    ]
