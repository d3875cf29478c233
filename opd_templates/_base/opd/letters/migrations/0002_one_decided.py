from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="application", name="letters_one_open_of_a_kind"),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                fields=["office", "kind", "nik_index"],
                condition=Q(state__in=("tanda_tangan", "camat", "siap")),
                name="letters_one_decided_of_a_kind",
            ),
        ),
    ]
