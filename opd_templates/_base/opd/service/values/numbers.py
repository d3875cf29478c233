"""Numbers, money and days, as people in Indonesia write them: `1.500.000`, `12,5`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, number_format

from opd.service.schema import Field
from opd.service.values.base import Value, common

MOST = 10**15
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def parsed(text: str, decimals: int) -> Decimal:
    """`Rp 1.500.000`, `1500000`, `12,5`; where there are decimals `12.5` too. ValidationError."""
    bare = re.sub(r"^Rp\.?\s*|[\s\u00a0]|,-$", "", text.strip(), flags=re.IGNORECASE | re.ASCII)
    if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", bare, re.ASCII) and not (
        decimals >= 3 and bare.count(".") == 1 and "," not in bare
    ):
        bare = bare.replace(".", "")
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,6})?", bare, re.ASCII):
        raise ValidationError("Tulis angka saja, misalnya 1500000 atau 1.500.000.", code="angka")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise ValidationError("Tulis angka saja.", code="angka") from None
    if number != round(number, decimals):
        said = f"Paling banyak {decimals} angka di belakang koma." if decimals else "Tulis bilangan bulat."
        raise ValidationError(said, code="desimal")
    return number


class NumberControl(forms.CharField):
    def __init__(self, field: Field, **options: Any) -> None:
        self.told = field
        super().__init__(**options)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        number, field = parsed(text, self.told.desimal), self.told
        low = field.paling_sedikit if field.paling_sedikit is not None else -MOST
        high = field.paling_banyak if field.paling_banyak is not None else MOST
        if number < low:
            raise ValidationError(f"Paling sedikit {grouped(low)}.", code="sedikit")
        if number > high:
            raise ValidationError(f"Paling banyak {grouped(high)}.", code="banyak")
        return number


def grouped(number: Decimal | int, decimals: int | None = None) -> str:
    return number_format(number, decimals, use_l10n=True, force_grouping=True)


class Number(Value):
    """Kept as a JSON number where it is whole, else as text (`"12.50"`): no digit is lost."""

    annotation = float

    def control(self, field: Field) -> forms.Field:
        mode = "decimal" if field.desimal else "numeric"
        helped = field.bantuan or (f"Dalam {field.satuan}" if field.satuan else "")
        widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
        return NumberControl(field, **common(field, max_length=40, widget=widget) | {"help_text": helped})

    def keep(self, cleaned: Any) -> Any:
        if cleaned is None:
            return None
        return int(cleaned) if cleaned == cleaned.to_integral_value() else str(cleaned)

    def initial(self, kept: Any) -> Any:
        return None if kept is None else str(kept).replace(".", ",")

    def shown(self, kept: Any, field: Field) -> str:
        number = Decimal(str(kept))
        decimals = None if number == number.to_integral_value() else field.desimal
        return f"{grouped(number, decimals or 0)} {field.satuan}".strip()

    def exported(self, kept: Any, field: Field) -> Any:
        number = Decimal(str(kept))
        return int(number) if number == number.to_integral_value() else float(number)


class Money(Number):
    """Whole rupiah."""

    annotation = int

    def control(self, field: Field) -> forms.Field:
        control = super().control(field)
        control.help_text = field.bantuan or "Dalam rupiah, tanpa sen"
        return control

    def shown(self, kept: Any, field: Field) -> str:
        return f"{'-' if kept < 0 else ''}Rp{grouped(abs(kept))}"


class DateControl(forms.DateField):
    def __init__(self, field: Field, **options: Any) -> None:
        self.told = field
        super().__init__(**options)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is None:
            return None
        today = timezone.localdate()
        if not EARLIEST <= day <= LATEST:
            raise ValidationError("Tahunnya tidak wajar. Periksa lagi.", code="tahun")
        if self.told.waktu == "lampau" and day > today:
            raise ValidationError("Tanggal ini belum tiba.", code="mendatang")
        if self.told.waktu == "mendatang" and day < today:
            raise ValidationError("Tanggal ini sudah lewat.", code="lampau")
        return day


class Date(Value):
    annotation = date

    def control(self, field: Field) -> forms.Field:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
        return DateControl(field, **common(field, widget=widget, input_formats=formats))

    def keep(self, cleaned: Any) -> Any:
        return cleaned.isoformat() if cleaned else None

    def shown(self, kept: Any, field: Field) -> str:
        return date_format(date.fromisoformat(kept), "j F Y")

    def hidden(self, kept: Any, field: Field) -> str:
        return f"•• ••• {kept[:4]}"

    def exported(self, kept: Any, field: Field) -> Any:
        return kept
