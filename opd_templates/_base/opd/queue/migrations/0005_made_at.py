"""Who booked before a change is to be told of it, who booked after it knew: it keeps its moment."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("queue", "0004_card")]
    operations = [
        migrations.AddField("change", "made_at", models.DateTimeField(db_default=Now(), editable=False)),
    ]
