"""An editor looks at a document before everybody does; what is there already is public as it was."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def as_before(apps: Any, _: Any) -> None:
    apps.get_model("website", "PublicDocument").objects.update(is_checked=True)


class Migration(migrations.Migration):
    dependencies = [("website", "0002_documents_looked_through")]
    operations = [
        migrations.AlterModelOptions(
            "publicdocument",
            {
                "permissions": [("check_publicdocument", "Memeriksa berkas sebelum umum melihatnya")],
                "verbose_name": "dokumen",
                "verbose_name_plural": "dokumen",
            },
        ),
        migrations.AddField(
            "publicdocument",
            "is_checked",
            models.BooleanField(
                "sudah diperiksa",
                default=False,
                db_default=False,
                help_text="Sebelum dicentang, berkasnya tidak dapat dibuka umum.",
            ),
        ),
        migrations.RunPython(as_before, migrations.RunPython.noop),
    ]
