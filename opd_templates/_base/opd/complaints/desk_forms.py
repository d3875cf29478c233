"""What staff fills in for a move: its fields as ``states.MOVES`` names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from opd.complaints import correcting, current, moving, states
from opd.complaints.fields import Pictures, PlainText
from opd.complaints.forms import CHOOSE, categories
from opd.complaints.models import Complaint, Officer, Photo, Response
from opd.complaints.redaction import for_office, without_reporter
from opd.models import User

READ_BY_REPORTER = "Pelapor membacanya. Jangan menulis NIK atau nomor telepon."
READ_BY_ALL = (
    "Dibaca siapa pun bila laporan ini tampil di daftar umum. Jangan menulis nama, alamat, atau nomor."
)
LONG = 5000
NATIONAL_NUMBER = r"\A[A-Za-z0-9#./-]{3,40}\Z"


def _units(complaint: Complaint) -> list[tuple[str, str]]:
    units = current.settings().unit.items()
    return [CHOOSE, *((code, unit.nama) for code, unit in units if code != complaint.unit)]


def _reason(label: str, help_text: str = READ_BY_REPORTER) -> forms.Field:
    return PlainText(label=label, lines=4, min_length=5, max_length=LONG, help_text=help_text)


def _category_unit(complaint: Complaint) -> str:
    category = current.settings().kategori.get(complaint.category)
    return category.unit if category else ""


_FIELDS: dict[str, Callable[[Complaint], forms.Field]] = {
    "klasifikasi": lambda one: forms.ChoiceField(
        label="Klasifikasi",
        choices=[CHOOSE, *states.CLASSES.items()],
        initial=one.klass or states.PLAIN,
        help_text="Menentukan tenggat. Dugaan pelanggaran pegawai berkadar pengawasan dan hanya ke unit pengawasan.",
    ),
    "unit": lambda one: forms.ChoiceField(
        label="Unit", choices=_units(one), initial="" if one.unit else _category_unit(one)
    ),
    "teks_umum": lambda one: PlainText(
        label="Teks untuk umum",
        lines=6,
        max_length=LONG,
        initial=without_reporter(one, one.text),
        help_text="Sunting sampai tidak ada nama, nomor, atau alamat orang di dalamnya.",
    ),
    "teks_unit": lambda one: PlainText(
        label="Teks untuk unit",
        lines=8,
        max_length=2 * LONG,
        initial=for_office(one),
        help_text="Pelapor anonim: unit hanya membaca teks ini. Hapus semua yang menunjuk siapa pelapornya.",
    ),
    "tampil": lambda one: forms.BooleanField(
        label="Tampilkan di daftar umum",
        initial=one.may_be_listed,
        disabled=one.confidential,
        help_text="Pelapor meminta laporan ini dirahasiakan." if one.confidential else "",
    ),
    "jawaban": lambda one: _reason("Jawaban untuk pelapor", f"Pelapor membacanya. {READ_BY_ALL}"),
    "pertanyaan": lambda one: _reason("Apa yang perlu dilengkapi?"),
    "alasan": lambda one: _reason("Alasan"),
    "catatan": lambda one: _reason("Pesan untuk pelapor"),
    "induk": lambda one: forms.CharField(
        label="Digabung dengan laporan", max_length=24, help_text="Kodenya, misalnya SQS-2026-000001."
    ),
    "sp4n": lambda one: forms.RegexField(
        NATIONAL_NUMBER,
        max_length=40,
        label="Nomor SP4N-LAPOR!",
        help_text="Nomor pelacakan yang diberikan lapor.go.id.",
    ),
    "sampai": lambda one: forms.DateField(
        label="Ditunda sampai", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    ),
    "sebelum": lambda one: Pictures(label="Foto sebelum"),
    "sesudah": lambda one: Pictures(label="Foto sesudah"),
    "foto_umum": lambda one: forms.BooleanField(
        label="Foto boleh dilihat umum", help_text="Hanya bila tidak tampak wajah, pelat nomor, atau dokumen."
    ),
}


class MoveForm(forms.Form):
    """Of one move of one complaint: made by ``for_move``."""


def for_move(code: str, complaint: Complaint, data: Any = None, files: Any = None) -> MoveForm:
    move = states.MOVES[code]
    form = MoveForm(data, files)
    for name in (*move.asks, *move.may):
        if name == "teks_unit" and not complaint.anonymous:
            continue
        field = _FIELDS[name](complaint)
        field.required = name in move.asks or name == "teks_unit"
        if name == "sesudah" and (why := moving.lacks_picture(complaint)):
            field.required, field.error_messages["required"] = True, why
        form.fields[name] = field
    return form


class CorrectForm(forms.Form):
    """For ``correcting.correct``. What the public sees is there from the verification on."""

    kategori = forms.ChoiceField(label="Kategori")
    kelurahan = forms.ChoiceField(label="Kelurahan tempat kejadian", required=False)
    alasan = PlainText(
        label="Alasan", lines=2, min_length=5, max_length=1000, help_text="Hanya dibaca petugas."
    )

    def __init__(self, complaint: Complaint, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["kategori"].choices = [CHOOSE, *categories()]
        self.fields["kelurahan"].choices = [CHOOSE, *current.areas().choices()]
        self.initial = {
            "kategori": f"{complaint.category}/{complaint.sub}",
            "kelurahan": complaint.village,
        }
        if complaint.verified_on:
            self._ask_what_is_shown(complaint)
        self.order_fields([name for name in self.fields if name != "alasan"])

    def _ask_what_is_shown(self, complaint: Complaint) -> None:
        for name in ("teks_umum", "tampil"):
            self.fields[name] = _FIELDS[name](complaint)
            self.fields[name].required = False
        self.initial |= {"teks_umum": complaint.public_text, "tampil": complaint.listed}
        if not complaint.may_be_listed:
            self.fields["tampil"].disabled = True
        if complaint.anonymous:
            self.fields["teks_unit"] = _FIELDS["teks_unit"](complaint)
        if shown := correcting.shown(complaint):
            self.fields["tarik"] = forms.MultipleChoiceField(
                label="Tarik dari halaman umum",
                choices=[(correcting.name_of(one), _shown(one)) for one in shown],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text="Petugas dan pelapor tetap melihatnya.",
            )


def _shown(one: Photo | Response) -> str:
    day = f"{timezone.localdate(one.at):%d-%m-%Y}"
    if isinstance(one, Photo):
        return f"Foto {one.get_kind_display().lower()}, {day}"
    return f"Jawaban {day}: {Truncator(one.text).chars(60)}"


class ResponseForm(forms.Form):
    teks = PlainText(label="Tanggapan atau catatan", lines=4, min_length=3, max_length=LONG)
    umum = forms.BooleanField(
        label="Pelapor dan umum boleh membacanya", help_text=READ_BY_ALL, required=False
    )


class FilterForm(forms.Form):
    """Of the list. Wrong values filter nothing."""

    status = forms.ChoiceField(label="Status", required=False)
    lampu = forms.ChoiceField(
        label="Tenggat",
        required=False,
        choices=[("", "Semua"), ("merah", "Terlambat"), ("kuning", "Mendekati"), ("hijau", "Sesuai")],
    )
    unit = forms.ChoiceField(label="Unit", required=False)
    kategori = forms.ChoiceField(label="Kategori", required=False)
    kelurahan = forms.ChoiceField(label="Kelurahan", required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        settings, every = current.settings(), ("", "Semua")
        self.fields["status"].choices = [every, *((code, one.name) for code, one in states.STATES.items())]
        self.fields["unit"].choices = [every, *((code, one.nama) for code, one in settings.unit.items())]
        self.fields["kategori"].choices = [
            every,
            *((code, one.nama) for code, one in settings.kategori.items()),
        ]
        self.fields["kelurahan"].choices = [every, *current.areas().choices()]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OfficerForm(forms.Form):
    petugas = forms.ModelChoiceField(User.objects.none(), label="Petugas penghubung", empty_label="Pilih…")
    unit = forms.ChoiceField(label="Unit")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        liaisons = User.objects.filter(groups__name=states.LIAISON, is_active=True)
        self.fields["petugas"].queryset = liaisons.order_by("username")
        settings = current.settings()
        self.fields["unit"].choices = [
            CHOOSE,
            *((code, one.nama) for code, one in settings.unit.items() if code != settings.pengawasan),
        ]

    def save(self) -> Officer:
        chosen = self.cleaned_data
        found, _ = Officer.objects.update_or_create(user=chosen["petugas"], defaults={"unit": chosen["unit"]})
        return found


class Sp4nForm(forms.Form):
    sp4n = forms.RegexField(NATIONAL_NUMBER, max_length=40, label="Nomor SP4N-LAPOR!")
    status = PlainText(label="Status di sana", max_length=80, required=False)
