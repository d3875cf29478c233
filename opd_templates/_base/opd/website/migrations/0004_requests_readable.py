"""What citizens wrote before is kept without the numbers of people as well."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def readable(apps: Any, _: Any) -> None:
    from opd.private import without_personal_numbers

    told = {"InformationRequest": ("information", "purpose"), "Objection": ("text",)}
    for name, fields in told.items():
        model = apps.get_model("website", name)
        for row in model.objects.only(*fields).iterator():
            model.objects.filter(pk=row.pk).update(
                **{field: without_personal_numbers(getattr(row, field)) for field in fields}
            )


class Migration(migrations.Migration):
    dependencies = [("website", "0003_documents_checked")]
    operations = [migrations.RunPython(readable, migrations.RunPython.noop)]
