"""Forms of requests, made of a type's fields and papers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from opd import tracking, uploads
from opd.letters import answers, current
from opd.letters.applications import FIELDS
from opd.letters.models import Application
from opd.letters.rules.kinds import Field, LetterType, Requirement
from opd.private import masked, validate_nik, validate_phone

LONGEST, LONGEST_PROSE = 150, 1000
_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
_MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def plain(text: str, *, lines: bool = False) -> str:
    """Text as it may be shown and printed. ValidationError for characters that nobody sees."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(one) in _HIDDEN and not (lines and one == "\n") for one in text):
        raise ValidationError(
            "Ada karakter yang tidak dapat ditampilkan. Ketik ulang isian ini.", code="karakter"
        )
    return text


class TextField(forms.CharField):
    def __init__(self, *, lines: bool = False, told: Field | None = None, **options: Any) -> None:
        self.lines, self.told = lines, told
        widget = (
            forms.Textarea(attrs={"rows": 3}) if lines else forms.TextInput(attrs={"autocomplete": "off"})
        )
        super().__init__(**{"widget": widget, "max_length": LONGEST_PROSE if lines else LONGEST, **options})

    def clean(self, value: Any) -> str:
        text = plain(super().clean(value), lines=self.lines)
        if self.required and not text:
            raise ValidationError(self.error_messages["required"], code="required")
        if text and self.told and self.told.pattern and not re.fullmatch(self.told.pattern, text):
            raise ValidationError(f"Tulis seperti contoh: {self.told.example}", code="pola")
        return text


class DigitsField(forms.CharField):
    """Digits, however they are grouped; ``check`` raises ValidationError."""

    def __init__(self, *, check: Any, **options: Any) -> None:
        self.check = check
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(**{"max_length": 30, "widget": forms.TextInput(attrs=attributes), **options})

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s.-]", "", super().clean(value))
        if digits:
            self.check(digits)
        return digits


class NumberField(forms.CharField):
    """Whole numbers, written as people do: ``Rp 1.500.000``."""

    def __init__(self, *, told: Field, **options: Any) -> None:
        self.told = told
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **options)

    def clean(self, value: Any) -> int | None:  # type: ignore[override]  # a number of what was typed
        typed = re.sub(r"^Rp|[\s.]", "", super().clean(value), flags=re.I)
        if not typed:
            return None
        if not re.fullmatch(r"[0-9]{1,15}", typed):
            raise ValidationError("Tulis angka saja, tanpa koma.", code="angka")
        number = int(typed)
        if self.told.least is not None and number < self.told.least:
            raise ValidationError(f"Paling sedikit {self.told.least}.", code="sedikit")
        if self.told.most is not None and number > self.told.most:
            raise ValidationError(f"Paling banyak {self.told.most}.", code="banyak")
        return number


class DayField(forms.DateField):
    def __init__(self, *, told: Field, **options: Any) -> None:
        self.told = told
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def clean(self, value: Any) -> str:  # type: ignore[override]  # as it is kept: JSON has no dates
        day: date | None = super().clean(value)
        if day is None:
            return ""
        today = timezone.localdate()
        if self.told.when == "lampau" and day > today:
            raise ValidationError("Tanggal ini belum terjadi.", code="lampau")
        if self.told.when == "mendatang" and day < today:
            raise ValidationError("Tanggal ini sudah lewat.", code="mendatang")
        if not 1900 <= day.year <= today.year + 10:
            raise ValidationError("Periksa lagi tahunnya.", code="tahun")
        return day.isoformat()


class PaperField(forms.FileField):
    """A file, looked at by its content and written anew where it is a picture (``opd.uploads``)."""

    def __init__(self, **options: Any) -> None:
        files = current.service().files
        self.kinds = [_MIME[kind] for kind in files.kinds]
        self.limit = files.megabytes * uploads.MEBIBYTE
        names = ", ".join(kind.upper() for kind in files.kinds)
        told = f"{names}, paling besar {files.megabytes} MB."
        if set(files.kinds) - {"pdf"}:
            told += " Foto ponsel sering lebih besar: kecilkan dahulu."
        accepted = ",".join(f".{kind}" for kind in files.kinds)
        super().__init__(
            widget=forms.FileInput(attrs={"accept": accepted}),
            **{"help_text": told, **options},
        )

    def clean(self, data: Any, initial: Any = None) -> uploads.Accepted | None:
        file = super().clean(data, initial)
        return uploads.accept(file, self.kinds, self.limit) if file else None


def check_card(digits: str) -> None:
    if not re.fullmatch(r"[0-9]{16}", digits) or len(set(digits)) == 1:
        raise ValidationError("Nomor KK terdiri atas 16 angka.", code="kk")


def check_area(digits: str) -> None:
    if not re.fullmatch(r"[0-9]{1,3}", digits) or not int(digits):
        raise ValidationError("Tulis nomornya saja, misalnya 002.", code="rt")


class AreaField(DigitsField):
    """RT and RW, in three digits, so that one spelling finds them."""

    def clean(self, value: Any) -> str:
        digits = super().clean(value)
        return digits.zfill(3) if digits else ""


class ApplicationForm(forms.Form):
    kind: LetterType

    @property
    def setuju(self) -> Any:
        return self["_setuju"] if "_setuju" in self.fields else None

    @property
    def main(self) -> list[Any]:
        """All but the box of the notice."""
        return [field for field in self.visible_fields() if field.name != "_setuju"]


def _common() -> dict[str, forms.Field]:
    tel = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    return {
        "nama": TextField(label="Nama lengkap", help_text="Seperti pada KTP.", max_length=100),
        "nik": DigitsField(label="NIK", help_text="16 angka pada KTP.", check=validate_nik),
        "kk": DigitsField(label="Nomor Kartu Keluarga", help_text="16 angka.", check=check_card),
        "alamat": TextField(label="Alamat", help_text="Seperti pada KTP.", max_length=200),
        "rt": AreaField(label="RT", check=check_area, max_length=3),
        "rw": AreaField(label="RW", check=check_area, max_length=3),
        "telepon": DigitsField(
            label="Nomor telepon seluler",
            help_text="Contoh: 0812-3456-7890",
            check=validate_phone,
            widget=tel,
        ),
    }


def _made(field: Field) -> forms.Field:
    told: dict[str, Any] = {"label": field.label, "required": field.required}
    told["help_text"] = field.help or (f"Contoh: {field.example}" if field.example else "")
    if field.kind in ("angka", "uang"):
        return NumberField(told=field, **told)
    if field.kind == "tanggal":
        return DayField(told=field, **told)
    if field.kind == "pilihan":
        return forms.ChoiceField(choices=[("", "Pilih…"), *(field.choices or {}).items()], **told)
    lines = field.kind == "teks_panjang"
    longest = LONGEST_PROSE if lines else LONGEST
    most = min(field.most or longest, longest)
    return TextField(lines=lines, told=field, min_length=field.least, max_length=most, **told)


def build(
    kind: LetterType, application: Application | None = None, consent: str = ""
) -> type[ApplicationForm]:
    """A form for a type. Of a request that is there, numbers of people and papers may be left out: they stay."""
    made = _common() | {code: _made(field) for code, field in kind.fields.items()}
    made |= {paper.code: _paper(paper) for paper in kind.requirements}
    if application is not None:
        _keep(made, application)
    if consent:
        told = {"required": "Centang dahulu untuk melanjutkan."}
        made["_setuju"] = forms.BooleanField(label=consent, error_messages=told)
    return type("MadeForm", (ApplicationForm,), {**made, "kind": kind})


def _paper(paper: Requirement) -> PaperField:
    return PaperField(label=paper.label, required=paper.required)


def _keep(made: dict[str, forms.Field], application: Application) -> None:
    there = dict.fromkeys(application.attachments.values_list("code", flat=True), "berkas sudah ada")
    there |= {code: masked(getattr(application, FIELDS[code]) or "") for code in answers.MASKED}
    for code, text in there.items():
        if code in made:
            made[code].required = False
            made[code].help_text = f"Tersimpan: {text}. Kosongkan bila tidak diganti."


def initial(application: Application) -> dict[str, Any]:
    """What a form may be filled in with before: no numbers of people."""
    common = {
        code: getattr(application, field) for code, field in FIELDS.items() if code not in answers.MASKED
    }
    return common | application.answers


class CodeForm(tracking.CodeForm):
    """For the codes of receipts, and for those on letters."""

    kode = tracking.code_field("Kode", "Lima kelompok huruf dan angka, misalnya 7K3M-Q0TZ-…")
