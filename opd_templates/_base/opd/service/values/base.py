"""What each type of field knows: its control in a form, how an answer is kept, and how it is read."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opd.private import has_personal_number, masked
from opd.service.schema import Field

FORMAT_CHARACTERS = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
_CARD = re.compile(r"(?:4[0-9]{15}|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|(?:6011|65|62|35)[0-9]{12,14})")


class Value:
    """Base of all types. ``kept`` is what JSON holds of an answer; None is no answer."""

    annotation: Any = str
    """What the API takes and gives."""

    def control(self, field: Field) -> forms.Field:
        raise NotImplementedError

    def keep(self, cleaned: Any) -> Any:
        return cleaned if cleaned not in ("", [], ()) else None

    def initial(self, kept: Any) -> Any:
        return kept

    def shown(self, kept: Any, field: Field) -> str:
        return str(kept)

    def hidden(self, kept: Any, field: Field) -> str:
        """Of a personal answer, what anybody who sees the record may see."""
        return " ".join(word[:1] + "•••" for word in self.shown(kept, field).split()[:4])

    def exported(self, kept: Any, field: Field) -> Any:
        return self.shown(kept, field)

    def searched(self, typed: str) -> str:
        """How a text that somebody looks for would have been kept."""
        return typed.strip()


def common(field: Field, **more: Any) -> dict[str, Any]:
    """Arguments of every control."""
    return {"label": field.label, "required": field.wajib, "help_text": field.bantuan, **more}


def plain(text: str, *, lines: bool = False) -> str:
    """Text as it may be shown, printed and exported. ValidationError for what nobody sees and somebody may hide in."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(one) in FORMAT_CHARACTERS and not (lines and one == "\n") for one in text):
        raise ValidationError(
            "Ada karakter yang tidak dapat ditampilkan. Ketik ulang isian ini.", code="karakter"
        )
    return text


def no_personal_number(text: str) -> None:
    """ValidationError for what is kept sealed and shown masked in a field of its own."""
    if has_personal_number(text):
        said = "Jangan menulis NIK, nomor KK, atau nomor telepon seluler di sini. Hapus nomor itu."
        raise ValidationError(said, code="nomor pribadi")


def no_card(text: str) -> None:
    """ValidationError for the number of a payment card (Luhn, ISO/IEC 7812-1), however it is spaced."""
    for found in re.finditer(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)", text):
        digits = re.sub(r"\D", "", found[0])
        if _CARD.fullmatch(digits) and _luhn(digits):
            raise ValidationError("Jangan menulis nomor kartu. Tulis nomor rujukan transaksi.", code="kartu")


def _luhn(digits: str) -> bool:
    doubled = (int(one) * (1 + number % 2) for number, one in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def mask_tail(text: str) -> str:
    return masked(text, 4, 3)
