"""A place: words, and coordinates where somebody knows them. Nothing outside is asked."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opd.service.schema import Field
from opd.service.values.base import Value, common, no_personal_number, plain

LONGEST = 300
PLACES = 6  # decimals: about 10 cm


class PlaceWidget(forms.MultiWidget):
    template_name = "layanan/tempat.html"

    def __init__(self) -> None:
        number = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(
            {"teks": forms.TextInput(), "lat": forms.TextInput(number), "lon": forms.TextInput(number)}
        )

    def decompress(self, value: Any) -> list[Any]:
        return [value.get(name) for name in ("teks", "lat", "lon")] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""


class PlaceControl(forms.MultiValueField):
    def __init__(self, field: Field, **options: Any) -> None:
        self.told = field
        parts = (
            forms.CharField(max_length=LONGEST, required=False),
            forms.CharField(max_length=20, required=False),
            forms.CharField(max_length=20, required=False),
        )
        super().__init__(parts, widget=PlaceWidget(), require_all_fields=False, **options)

    def compress(self, values: list[Any]) -> dict[str, Any] | None:
        text, lat, lon = (*values, None, None, None)[:3]
        if not text:
            if lat or lon:
                raise ValidationError("Tulis juga alamat atau patokannya.", code="alamat")
            return None
        if bool(lat) != bool(lon):
            raise ValidationError(
                "Isi garis lintang dan garis bujur, atau kosongkan keduanya.", code="koordinat"
            )
        place: dict[str, Any] = {"teks": plain(text)}
        if self.told.refuses_numbers:
            no_personal_number(place["teks"])
        if lat:
            place |= {"lat": coordinate(lat, 90), "lon": coordinate(lon, 180)}
        return place


def coordinate(text: str, most: int) -> float:
    """Degrees, with a comma or a dot. ValidationError."""
    bare = text.strip().replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", bare, re.ASCII) or abs(Decimal(bare)) > most:
        raise ValidationError(f"Koordinat ditulis seperti 2,959 dan paling besar {most}.", code="koordinat")
    return float(round(Decimal(bare), PLACES))


class Place(Value):
    annotation = dict

    def control(self, field: Field) -> forms.Field:
        return PlaceControl(field, **common(field))

    def shown(self, kept: Any, field: Field) -> str:
        return f"{kept['teks']} ({kept['lat']}, {kept['lon']})" if "lat" in kept else str(kept["teks"])

    def exported(self, kept: Any, field: Field) -> Any:
        return kept
