"""What is chosen: of a list, of yes and no, of the records of another kind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from opd.service.schema import Field
from opd.service.values.base import Value, common

MOST_REFERENCES = 2000
_FEW = 6


class Choice(Value):
    def control(self, field: Field) -> forms.Field:
        choices = list(field.pilihan.items())
        if len(choices) <= _FEW and field.wajib:
            return forms.ChoiceField(**common(field, choices=choices, widget=forms.RadioSelect))
        return forms.ChoiceField(**common(field, choices=[("", "Pilih…"), *choices]))

    def shown(self, kept: Any, field: Field) -> str:
        return field.pilihan.get(kept, str(kept))

    def exported(self, kept: Any, field: Field) -> Any:
        return kept


class Choices(Value):
    annotation = list[str]

    def control(self, field: Field) -> forms.Field:
        options = common(field, choices=list(field.pilihan.items()), widget=forms.CheckboxSelectMultiple)
        return SomeOfControl(field, **options)

    def shown(self, kept: Any, field: Field) -> str:
        return ", ".join(field.pilihan.get(one, str(one)) for one in kept)

    def exported(self, kept: Any, field: Field) -> Any:
        return kept


class SomeOfControl(forms.MultipleChoiceField):
    def __init__(self, field: Field, **options: Any) -> None:
        self.told = field
        super().__init__(**options)

    def clean(self, value: Any) -> list[str]:
        chosen = [code for code in self.told.pilihan if code in super(SomeOfControl, self).clean(value)]
        low, high = self.told.paling_sedikit or 0, self.told.paling_banyak or len(self.told.pilihan)
        if chosen and not low <= len(chosen) <= high:
            raise forms.ValidationError(f"Pilih {low} sampai {high}.", code="jumlah")
        return chosen


class YesNo(Value):
    annotation = bool

    def control(self, field: Field) -> forms.Field:
        return forms.TypedChoiceField(
            **common(field, choices=[("ya", "Ya"), ("tidak", "Tidak")], widget=forms.RadioSelect),
            coerce=lambda text: text == "ya",
            empty_value=None,
        )

    def initial(self, kept: Any) -> Any:
        return {True: "ya", False: "tidak"}.get(kept)

    def shown(self, kept: Any, field: Field) -> str:
        return "Ya" if kept else "Tidak"

    def exported(self, kept: Any, field: Field) -> Any:
        return kept


class Reference(Value):
    """Kept as the other record's id; its title holds nothing personal (the schema's rules)."""

    annotation = UUID

    def control(self, field: Field) -> forms.Field:
        return forms.ChoiceField(**common(field, choices=lambda: [("", "Pilih…"), *references(field)]))

    def shown(self, kept: Any, field: Field) -> str:
        from opd.service.models import Record  # models are there only after apps are loaded

        found = Record.objects.filter(pk=kept).values_list("title", flat=True).first()
        return found or "(tidak ada lagi)"


def references(field: Field, *, every: bool = False) -> list[tuple[str, str]]:
    """Id and title of the records that may be chosen; ``every``: that could ever have been."""
    from opd.service.models import Record  # as above

    found = Record.objects.filter(kind=field.rujuk, reverses=None)
    if field.rujuk_status and not every:
        found = found.filter(state__in=field.rujuk_status)
    return [
        (str(key), title)
        for key, title in found.order_by("title").values_list("pk", "title")[:MOST_REFERENCES]
    ]
