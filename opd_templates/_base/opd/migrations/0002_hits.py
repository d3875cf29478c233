from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opd", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Hits",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "hitungan",
                "verbose_name_plural": "hitungan",
                "default_permissions": (),
            },
        ),
    ]
