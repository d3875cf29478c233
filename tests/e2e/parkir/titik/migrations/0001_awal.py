from django.db import migrations, models


def isi(apps, _):
    apps.get_model("titik", "Titik").objects.create(nama="Parluasan")


class Migration(migrations.Migration):
    initial = True
    operations = (
        migrations.CreateModel(
            "Titik",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("nama", models.CharField(max_length=100)),
            ],
            {"ordering": ("nama",)},
        ),
        migrations.RunPython(isi),
    )
