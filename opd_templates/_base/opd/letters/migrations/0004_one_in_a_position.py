import django.contrib.postgres.constraints
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import opd.letters.models


class Migration(migrations.Migration):
    dependencies = [("letters", "0003_camat_signs")]

    operations = [
        BtreeGistExtension(),  # trusted: whoever owns the database may
        migrations.AddConstraint(
            model_name="official",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="letters_one_in_a_position",
                expressions=[
                    ("office", "="),
                    ("position", "="),
                    (opd.letters.models.Period("since", "until", models.Value("[]")), "&&"),
                ],
                violation_error_message="Pejabat lain menjabat kedudukan ini pada sebagian masa itu.",
            ),
        ),
    ]
