"""The types of fields, by the word that a schema uses."""

from __future__ import annotations

from opd.service.schema import Field
from opd.service.values.base import Value
from opd.service.values.choices import Choice, Choices, Reference, YesNo
from opd.service.values.files import File, Picture
from opd.service.values.numbers import Date, Money, Number
from opd.service.values.places import Place
from opd.service.values.texts import Email, LongText, Nik, Phone, Text

VALUES: dict[str, Value] = {
    "teks": Text(),
    "teks_panjang": LongText(),
    "angka": Number(),
    "uang": Money(),
    "tanggal": Date(),
    "pilihan": Choice(),
    "pilihan_ganda": Choices(),
    "ya_tidak": YesNo(),
    "berkas": File(),
    "gambar": Picture(),
    "tempat": Place(),
    "nik": Nik(),
    "telepon": Phone(),
    "email": Email(),
    "rujukan": Reference(),
}


def of(field: Field) -> Value:
    return VALUES[field.tipe]


__all__ = ["VALUES", "Value", "of"]
