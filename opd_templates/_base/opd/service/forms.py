"""Forms made of the schema's fields. Names that begin with ``_`` are the form's own: no field has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms

from opd.service import answers, values
from opd.service.models import Record, Signer
from opd.service.schema import Kind
from opd.service.schema.fields import FILES, SEALED_TYPES
from opd.service.values.base import plain

EMPTY = (None, "", [], {})


class RecordForm(forms.Form):
    """``answers()`` are those of the schema's fields alone; an empty one of ``kept`` means that it stays."""

    kept: frozenset[str] = frozenset()
    kind: Kind
    record: Record | None = None

    @property
    def persetujuan(self) -> Any:
        """The box of the notice: a template cannot name what begins with ``_``."""
        return self["_setuju"]

    def clean(self) -> dict[str, Any]:
        """Dates that follow others, whether those are asked for here or were before."""
        cleaned: dict[str, Any] = super().clean() or {}
        for code in [code for code in cleaned if code in self.kind.isian and self.kind.isian[code].sejak]:
            first = self.kind.isian[code].sejak or ""
            since = cleaned.get(first) or self._day(first)
            if cleaned[code] and since and cleaned[code] < since:
                self.add_error(code, f"Tidak boleh lebih awal daripada {self.kind.isian[first].label}.")
        return cleaned

    def _day(self, code: str) -> date | None:
        kept = answers.read(self.record, code, self.kind.isian[code]) if self.record else None
        return date.fromisoformat(kept) if kept else None

    def answers(self) -> dict[str, Any]:
        return {
            name: given
            for name, given in self.cleaned_data.items()
            if not name.startswith("_") and not (name in self.kept and given in EMPTY)
        }


def build(
    kind: Kind,
    codes: Iterable[str],
    record: Record | None = None,
    *,
    consent: str = "",
    reason: str = "",
    opens: bool = False,
) -> type[RecordForm]:
    """A form that asks for ``codes``.

    ``consent`` and ``reason``: their labels, where the notice has to be agreed to and where a reason is needed.
    ``opens``: whoever fills it in may read the personal answers. Those that they may not, and files, are not asked
    for again where they are there: left empty, they stay.
    """
    made: dict[str, forms.Field] = {}
    kept = frozenset(_staying(kind, codes := tuple(codes), record, opens=opens))
    for code in codes:
        field = kind.isian[code]
        control = values.of(field).control(field)
        if code in kept:
            control.required = False
            told = (
                "" if field.tipe in FILES else f"Tersimpan: {answers.shown(record, code, field, full=False)}"
            )
            parts = (control.help_text, told, "Kosongkan bila tidak diganti")
            control.help_text = f"{'. '.join(part.rstrip('.') for part in parts if part)}."
        made[code] = control
    if reason:
        made["_alasan"] = reason_field(reason)
    if consent:
        made["_setuju"] = forms.BooleanField(
            label=consent, error_messages={"required": "Centang dahulu untuk melanjutkan."}
        )
    form = type("MadeForm", (RecordForm,), made)
    form.kept, form.kind, form.record = kept, kind, record  # afterwards: a field may have one of these names
    return form


def _staying(kind: Kind, codes: Iterable[str], record: Record | None, *, opens: bool) -> Iterator[str]:
    """NIK and telephone are never filled in before: they are shown to who says why (``opd.reveal``)."""
    for code in codes:
        field = kind.isian[code]
        hidden = field.tipe in FILES or field.tipe in SEALED_TYPES or (field.is_sealed and not opens)
        if record is not None and hidden and record.data.get(code):
            yield code


def bound(
    kind: Kind,
    codes: Iterable[str],
    record: Record | None,
    data: Any = None,
    sent: Any = None,
    **options: Any,
) -> RecordForm:
    """The same, with what ``record`` holds or what was sent."""
    made = build(kind, codes, record, **options)
    shown = [code for code in made.base_fields if code in kind.isian and code not in made.kept]
    first = answers.initial(record, kind, shown) if record is not None else None
    return made(data, sent, initial=first)


class Line(forms.CharField):
    """What others read of it holds nothing that cannot be seen."""

    lines = False

    def clean(self, value: Any) -> str:
        return plain(super().clean(value), lines=self.lines)


class Lines(Line):
    lines = True


def reason_field(label: str) -> forms.CharField:
    return Lines(
        label=label,
        min_length=5,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dicatat dalam riwayat. Jangan menulis NIK atau nomor telepon.",
        error_messages={"required": "Tulis alasannya."},
    )


class NoteForm(forms.Form):
    teks = Lines(label="Catatan", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    umum = forms.BooleanField(label="Pemohon boleh membacanya", required=False)


class SignerForm(forms.ModelForm):
    class Meta:
        model = Signer
        fields = ("name", "nip", "title", "since", "until")
        field_classes = {"name": Line, "title": Line}
        widgets = {
            "since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until, nip = (cleaned.get(name) for name in ("since", "until", "nip"))
        if since and until and until < since:
            self.add_error("until", "Sampai tidak boleh lebih awal daripada sejak.")
        if nip and not (nip.isascii() and nip.isdigit() and len(nip) == 18):
            self.add_error("nip", "NIP terdiri atas 18 angka.")
        return cleaned


class TokenForm(forms.Form):
    nama = Line(label="Dipakai untuk", max_length=80, help_text="Misalnya: dasbor Bapenda")
    hari = forms.IntegerField(label="Berlaku (hari)", min_value=1, max_value=365, initial=90)


class LetterForm(forms.Form):
    penanda_tangan = forms.ModelChoiceField(
        Signer.objects.none(), label="Penanda tangan", empty_label="Pilih…"
    )

    def __init__(self, *arguments: Any, signers: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["penanda_tangan"].queryset = signers
