"""What citizens fill in: a complaint, and what is asked of them afterwards."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opd.complaints import current, states
from opd.complaints.fields import Degrees, Pictures, PlainText
from opd.complaints.intake import Picture
from opd.private import validate_nik, validate_phone

CHOOSE = ("", "Pilih…")
STARS = [
    ("5", "5, sangat puas"),
    ("4", "4, puas"),
    ("3", "3, cukup"),
    ("2", "2, kurang"),
    ("1", "1, tidak puas"),
]


def _number(check: Any) -> Any:
    """Spaces, dots and dashes are people's own; what is kept has none."""

    def bare(value: str) -> None:
        check(re.sub(r"[\s.-]", "", value))

    return bare


class ReportForm(forms.Form):
    """A complaint. ``given()`` is what ``intake.take`` wants. ``situs`` is seen by programs alone."""

    kategori = forms.ChoiceField(label="Kategori")
    uraian = PlainText(label="Apa yang terjadi?", lines=6)
    kelurahan = forms.ChoiceField(label="Kelurahan tempat kejadian", required=False)
    alamat = PlainText(
        label="Alamat atau patokan",
        required=False,
        max_length=300,
        help_text="Misalnya: depan pasar, simpang lampu merah.",
    )
    lintang = Degrees(90, label="Garis lintang")
    bujur = Degrees(180, label="Garis bujur")
    foto = Pictures(label="Foto")
    nama = PlainText(
        label="Nama",
        max_length=120,
        help_text="Boleh kosong bila anonim.",
        error_messages={"required": "Isi nama Anda, atau pilih anonim di atas."},
    )
    telepon = forms.CharField(
        label="Nomor seluler", max_length=20, validators=[_number(validate_phone)],
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        help_text="Untuk menghubungi Anda bila laporan kurang jelas. Boleh kosong bila anonim.",
        error_messages={"required": "Isi nomor seluler Anda, atau pilih anonim di atas."},
    )  # fmt: skip
    surel = forms.EmailField(
        label="Alamat surel",
        required=False,
        max_length=120,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="Bila nomor Anda sulit dihubungi. Kabar tidak dikirim lewat surel: ikuti dengan kode pelacakan.",
    )
    nik = forms.CharField(
        label="NIK", required=False, max_length=24, validators=[_number(validate_nik)],
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    anonim = forms.BooleanField(
        label="Sembunyikan identitas saya (anonim)",
        required=False,
        help_text="Dinas yang dilaporkan tidak pernah melihat nama dan nomor Anda. Nama dan nomor boleh dikosongkan. "
        "Jangan menyebut diri Anda dalam uraian dan alamat.",
    )
    rahasia = forms.BooleanField(
        label="Jangan tampilkan laporan ini di daftar umum (rahasia)", required=False
    )
    situs = forms.CharField(label="Kosongkan isian ini", required=False)
    setuju = forms.BooleanField(
        label="Saya sudah membaca pemberitahuan di atas dan menyetujuinya",
        error_messages={"required": "Centang dahulu untuk melanjutkan."},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        settings = current.settings()
        self.fields["kategori"].choices = [CHOOSE, *categories()]
        self.fields["kelurahan"].choices = [CHOOSE, *current.areas().choices()]
        self.fields["nama"].widget.attrs["autocomplete"] = "name"
        if self.data.get("anonim"):
            self.fields["nama"].required = self.fields["telepon"].required = False
        bounds, text = settings.batas, self.fields["uraian"]
        text.min_length, text.max_length = bounds.uraian_paling_sedikit, bounds.uraian_paling_banyak
        text.help_text = (
            f"{text.min_length} sampai {text.max_length} huruf. Jangan menulis NIK atau nomor telepon."
        )
        text.widget.attrs |= {"maxlength": text.max_length, "minlength": text.min_length}

    def clean_uraian(self) -> str:
        text, bounds = self.cleaned_data["uraian"], current.settings().batas
        if not bounds.uraian_paling_sedikit <= len(text) <= bounds.uraian_paling_banyak:
            raise ValidationError(
                f"Tulis {bounds.uraian_paling_sedikit} sampai {bounds.uraian_paling_banyak} huruf; "
                f"sekarang {len(text)}.",
                code="panjang",
            )
        return str(text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if ("lintang" in cleaned and "bujur" in cleaned) and (cleaned["lintang"] is None) != (
            cleaned["bujur"] is None
        ):
            self.add_error("lintang", "Isi garis lintang dan garis bujur, atau kosongkan keduanya.")
        if not cleaned.get("kelurahan") and cleaned.get("lintang") is None and not cleaned.get("alamat"):
            self.add_error("kelurahan", "Pilih kelurahan, tulis alamatnya, atau isi titiknya.")
        if cleaned.get("situs"):
            self.add_error(None, "Kosongkan isian yang tersembunyi.")
        return cleaned

    def given(self) -> dict[str, Any]:
        one = self.cleaned_data
        category, _, sub = one["kategori"].partition("/")
        has_point = one["lintang"] is not None
        return {
            "category": category,
            "sub": sub,
            "text": one["uraian"],
            "village": one["kelurahan"],
            "address": one["alamat"],
            "place": (one["lintang"], one["bujur"]) if has_point else None,
            "anonymous": one["anonim"],
            "confidential": one["rahasia"],
            "name": one["nama"],
            "phone": re.sub(r"[\s.-]", "", one["telepon"]),
            "email": one["surel"],
            "nik": re.sub(r"[\s.-]", "", one["nik"]),
        }

    def pictures(self) -> list[Picture]:
        return list(self.cleaned_data["foto"])


def categories() -> list[tuple[str, Any]]:
    """``sampah/menumpuk`` below its category; a category without any stands alone."""
    found: list[tuple[str, Any]] = []
    for code, category in current.settings().kategori.items():
        if category.sub:
            inner = [(f"{code}/{sub}", name) for sub, name in category.sub.items()]
            found.append((category.nama, [*inner, (f"{code}/", f"{category.nama}: lainnya")]))
        else:
            found.append((f"{code}/", category.nama))
    return found


class DeskForm(ReportForm):
    """The same, written down by an officer: how it came, and that the notice was read out."""

    kanal = forms.ChoiceField(
        label="Kanal", choices=[one for one in states.CHANNELS.items() if one[0] != "web"], initial="loket"
    )
    field_order = ("kanal",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["setuju"].label = "Pemberitahuan data pribadi sudah dibacakan atau ditunjukkan"


READ_BY_OFFICE = "Dinas yang menangani membacanya. Bila anonim, jangan menyebut diri Anda."


class CompleteForm(forms.Form):
    tambahan = PlainText(
        label="Keterangan tambahan", lines=5, min_length=5, max_length=5000, help_text=READ_BY_OFFICE
    )
    foto = Pictures(label="Foto")


class ReopenForm(forms.Form):
    alasan = PlainText(
        label="Apa yang belum selesai?", lines=4, min_length=10, max_length=2000, help_text=READ_BY_OFFICE
    )
    foto = Pictures(label="Foto")


class WithdrawForm(forms.Form):
    alasan = PlainText(label="Alasan", lines=3, max_length=1000, required=False)


class RatingForm(forms.Form):
    bintang = forms.ChoiceField(
        label="Seberapa puas Anda dengan penanganannya?", choices=STARS, widget=forms.RadioSelect
    )
    kesan = PlainText(label="Kesan atau saran", lines=3, max_length=1000, required=False)


REPORTER_FORMS: dict[str, type[forms.Form]] = {
    "lengkapi": CompleteForm,
    "buka-lagi": ReopenForm,
    "cabut": WithdrawForm,
}
