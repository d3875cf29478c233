"""Personal data: kept encrypted, found by a blind index, shown masked.

A value is sealed with AES-256-GCM, bound to its column, so that it cannot be moved into another one. Whoever has
the database alone can neither read it nor try values against the index: both keys are the app's (``opd.keys``).
"""

from __future__ import annotations

import base64
import hmac
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from opd import keys, sealing

VERSION = b"\x01"
DOTS = "•"
# In one row, or in the groups that people write it in. Not with any blanks and dots: budgets are full of figures in
# groups of three, and two accounts beside each other (5.1.02.01.01.0024 5.1.02.01.01.0025) would hold one.
_SIXTEEN = re.compile(
    r"(?<!\d)(?<!\d[.,-])"
    r"(?:\d{16}|\d{4}([ \xa0.-])\d{4}\1\d{4}\1\d{4}|\d{6}([ \xa0.-])\d{6}\2\d{4}"
    r"|\d\d([.-])\d\d\3\d\d\3\d{6}\3\d{4}|(?<!\d )\d(?: \d){15}(?! \d))"
    r"(?!\d)(?![.,-]\d)"
)
_MOBILE = re.compile(r"(?<!\d)(?:\+?62[ .-]?|0)8\d\d(?:[ .()-]{0,2}\d){6,9}(?!\d)")


def sealed(plain: bytes, place: bytes) -> str:
    """As it is kept: the form's version, the nonce, what is sealed."""
    return base64.b64encode(VERSION + sealing.seal("private", plain, place)).decode()


def opened(kept: str, place: bytes) -> bytes:
    """ValueError: kept for another place, sealed with another key, or changed."""
    return sealing.opened("private", base64.b64decode(kept, validate=True)[len(VERSION) :], place)


class EncryptedField(models.TextField):
    """Text that the database cannot read. It is not to be searched: see ``BlindIndexField``."""

    @property
    def _bound(self) -> bytes:
        return f"{self.model._meta.label_lower}.{self.name}".encode()  # noqa: SLF001  # documented API

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return value
        return sealed(str(value).encode(), self._bound)

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if not value:
            return value
        try:
            return opened(value, self._bound).decode()
        except sealing.BrokenSealError:
            raise ValueError(f"{self._bound.decode()} was sealed with another key, or was changed") from None

    def get_lookup(self, name: str) -> Any:
        """Only whether there is any: each sealing of the same text is another one."""
        if name != "isnull":
            raise TypeError(f"{self.name} is encrypted: search by its blind index")
        return super().get_lookup(name)


class BlindIndexField(models.CharField):
    """Finds the rows whose ``of`` (an encrypted field) has a certain value; it follows that field by itself."""

    def __init__(self, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(**{"max_length": 64, "editable": False, "db_index": True, "blank": True} | options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> str:  # Django's own signature
        value = blind(getattr(instance, self.of) or "")
        setattr(instance, self.attname, value)
        return value


def blind(value: str) -> str:
    """The same for the same value, written with or without spaces, dots and dashes."""
    plain = re.sub(r"[\s.-]", "", value).lower()
    return hmac.digest(keys.derived("blind"), plain.encode(), "sha256").hex() if plain else ""


def masked(value: str, first: int = 4, last: int = 4) -> str:
    """``1272••••••••0001``; of what is too short nothing at all."""
    hidden = len(value) - first - last
    return (
        f"{value[:first]}{DOTS * hidden}{value[-last:]}" if hidden >= min(first, last) else DOTS * len(value)
    )


def validate_nik(value: str) -> None:
    """Sixteen digits with a date in the middle (day + 40 for women) and a number that is not nought.

    Never by its first six: they tell where a person was registered, not where they live.
    """
    if not re.fullmatch(r"[0-9]{16}", value):
        raise ValidationError("NIK terdiri atas 16 angka.", code="nik")
    day, month, number = int(value[6:8]), int(value[8:10]), int(value[12:])
    if not 1 <= (day - 40 if day > 40 else day) <= 31 or not 1 <= month <= 12 or not number:
        raise ValidationError("NIK tidak sesuai susunannya. Periksa lagi angkanya.", code="nik")


def validate_phone(value: str) -> None:
    if not re.fullmatch(r"(\+62|0)8[0-9]{8,11}", re.sub(r"[\s.-]", "", value)):
        raise ValidationError("Tulis nomor seluler seperti 0812-3456-7890.", code="telepon")


def niks(text: str) -> list[str]:
    """What a text holds that is built like a NIK (a family card's number is too), as it is written there."""
    return [found[0] for found in _SIXTEEN.finditer(text) if is_nik(found[0])]


def is_nik(written: str) -> bool:
    """Whether its digits, whatever stands between them, are built like a NIK."""
    try:
        validate_nik("".join(str(int(sign)) for sign in written if sign.isdecimal()))
    except ValidationError:
        return False
    return True


def has_personal_number(text: str) -> bool:
    """Whether a NIK or a mobile telephone's number stands in a text."""
    return bool(niks(text)) or _MOBILE.search(text) is not None


def without_niks(text: str) -> str:
    """NIKs in a text masked, however they are written there."""
    for written in niks(text):
        text = text.replace(written, masked(written))
    return text


def without_personal_numbers(text: str) -> str:
    """NIKs, card and telephone numbers in a text that others will read, masked."""
    text = re.sub(r"(?<!\d)\d{16}(?!\d)", lambda found: masked(found[0]), without_niks(text))
    return _MOBILE.sub(lambda found: masked(found[0]), text)
