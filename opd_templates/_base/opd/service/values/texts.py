"""Texts, and what is written as one: NIK, telephone, e-mail."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opd.private import masked, validate_nik, validate_phone
from opd.service.schema import Field
from opd.service.values.base import Value, common, mask_tail, no_card, no_personal_number, plain

LONGEST, LONGEST_PROSE = 200, 5000


class TextControl(forms.CharField):
    def __init__(self, field: Field, *, lines: bool, **options: Any) -> None:
        self.told, self.lines = field, lines
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = plain(super().clean(value), lines=self.lines)
        if self.required and not text:
            raise ValidationError(self.error_messages["required"], code="required")
        if text and self.told.pola and not re.fullmatch(self.told.pola, text):
            raise ValidationError(f"Tulis seperti contoh: {self.told.contoh}", code="pola")
        if self.told.bukan_kartu:  # first: one may be built like a NIK
            no_card(text)
        if self.told.refuses_numbers:
            no_personal_number(text)
        return text


class Text(Value):
    lines, longest = False, LONGEST

    def control(self, field: Field) -> forms.Field:
        longest = min(field.paling_banyak or self.longest, self.longest)
        helped = field.bantuan or (f"Contoh: {field.contoh}" if field.contoh else "")
        widget = (
            forms.Textarea(attrs={"rows": 4})
            if self.lines
            else forms.TextInput(attrs={"autocomplete": "off"})
        )
        options = common(
            field, max_length=longest, min_length=field.paling_sedikit, widget=widget, help_text=helped
        )
        return TextControl(field, lines=self.lines, **options)


class LongText(Text):
    lines, longest = True, LONGEST_PROSE


class NikControl(forms.CharField):
    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s.-]", "", super().clean(value))
        if digits:
            validate_nik(digits)
        return digits


class Nik(Value):
    def control(self, field: Field) -> forms.Field:
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        return NikControl(**common(field, max_length=40, widget=forms.TextInput(attrs=attributes)))

    def hidden(self, kept: Any, field: Field) -> str:
        return masked(kept)

    def searched(self, typed: str) -> str:
        return re.sub(r"[\s.-]", "", typed)


class PhoneControl(forms.CharField):
    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s.-]", "", super().clean(value))
        if digits:
            validate_phone(digits)
        return local(digits)


def local(digits: str) -> str:
    """``+62812…`` as ``0812…``: one spelling, so that it is found."""
    return "0" + digits[3:] if digits.startswith("+62") else digits


class Phone(Value):
    def control(self, field: Field) -> forms.Field:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        options = common(field, max_length=30, widget=widget)
        return PhoneControl(**options | {"help_text": field.bantuan or "Contoh: 0812-3456-7890"})

    def hidden(self, kept: Any, field: Field) -> str:
        return mask_tail(kept)

    def searched(self, typed: str) -> str:
        return local(re.sub(r"[\s.-]", "", typed))


class Email(Value):
    def control(self, field: Field) -> forms.Field:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        return forms.EmailField(**common(field, max_length=254, widget=widget))

    def hidden(self, kept: Any, field: Field) -> str:
        name, _, domain = kept.partition("@")
        return f"{name[:1]}•••@{domain}"
