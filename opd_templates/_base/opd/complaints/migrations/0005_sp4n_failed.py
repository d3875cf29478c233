"""What SP4N-LAPOR! refused is tried after all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_sp4n_told")]
    operations = [migrations.AddField("complaint", "sp4n_failed", models.DateTimeField(null=True))]
