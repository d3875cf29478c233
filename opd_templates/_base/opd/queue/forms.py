"""What citizens and staff type."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from opd import tracking
from opd.private import validate_nik, validate_phone
from opd.queue import current, schedule, sharing
from opd.queue.config import MOST
from opd.queue.models import PAYERS, Change, Device
from opd.queue.people import Person

OLDEST = date(1900, 1, 1)
PRIORITY = "Lansia, ibu hamil, penyandang disabilitas, atau membawa bayi"
AGREED = "Saya sudah membaca pemberitahuan data pribadi dan menyetujuinya"


def _digits(value: str) -> str:
    return re.sub(r"[\s.-]", "", value)


class IdentityForm(forms.Form):
    """Who a ticket is for: everything that is asked, and no complaint or diagnosis."""

    name = forms.CharField(label="Nama pasien", min_length=2, max_length=80)
    born = forms.DateField(label="Tanggal lahir", widget=forms.DateInput(attrs={"type": "date"}))
    phone = forms.CharField(
        label="Nomor telepon seluler", max_length=20, validators=[validate_phone], help_text="Misalnya 0812-3456-7890.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    payer = forms.ChoiceField(
        label="Penjamin", choices=list(PAYERS.items()), widget=forms.RadioSelect, initial="umum"
    )
    card = forms.CharField(
        label="Nomor kartu BPJS", required=False, max_length=20,
        help_text="13 angka; wajib bila penjaminnya BPJS Kesehatan.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    nik = forms.CharField(
        label="NIK", required=False, max_length=20, help_text="Bila diisi, loket tidak perlu menanyakannya lagi.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    record_number = forms.CharField(label="Nomor rekam medis", required=False, max_length=20)
    priority = forms.BooleanField(label=PRIORITY, required=False)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not re.search(r"[^\W\d_]", name):
            raise ValidationError("Tulis nama dengan huruf.", code="nama")
        return name

    def clean_born(self) -> date | None:
        born: date | None = self.cleaned_data["born"]
        if born and not OLDEST <= born <= timezone.localdate():
            raise ValidationError("Tanggal lahir ini tidak mungkin.", code="lahir")
        return born

    def clean_nik(self) -> str:
        nik = _digits(self.cleaned_data["nik"])
        if nik:
            validate_nik(nik)
        return nik

    def clean_card(self) -> str:
        card = _digits(self.cleaned_data["card"])
        if card and not re.fullmatch(r"[0-9]{13}", card):
            raise ValidationError("Nomor kartu BPJS terdiri atas 13 angka.", code="kartu")
        return card

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if (
            told.get("payer") == "bpjs"
            and not told.get("card")
            and "card" not in self.errors
            and self._needs_card()
        ):
            self.add_error("card", "Isi nomor kartu BPJS.")
        return told

    def _needs_card(self) -> bool:
        return True

    def person(self) -> Person:
        return Person.of(self.cleaned_data)


class BookingForm(IdentityForm):
    agree = forms.BooleanField(label=AGREED)


class DeskForm(IdentityForm):
    """At the desk everything but the room may be left empty: the card is looked at there."""

    room = forms.ChoiceField(label="Poli")
    field_order = ("room", "priority", "payer", "name", "born", "phone", "card", "nik", "record_number")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["room"].choices = room_choices()  # type: ignore[attr-defined]  # a ChoiceField
        for name in ("name", "born", "phone"):
            self.fields[name].required = False

    def clean_name(self) -> str:
        return super().clean_name() if self.cleaned_data["name"] else ""

    def _needs_card(self) -> bool:
        return False


class TrackForm(tracking.CodeForm):
    kode = tracking.code_field("Kode tiket", "Dua puluh huruf dan angka pada tiket Anda.", max_length=40)
    unknown = "Kode ini tidak dikenal. Periksa lagi kode pada tiket Anda."


class SearchForm(forms.Form):
    cari = forms.CharField(
        label="Cari tiket",
        max_length=80,
        help_text="Nomor, kode, NIK, kartu BPJS, atau telepon yang lengkap; atau kata utuh dari namanya.",
    )


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]  # stubs only
    room = forms.ChoiceField(label="Poli")
    quota = forms.IntegerField(
        label="Kuota tiap sesi", required=False, min_value=1, max_value=MOST,
        error_messages={"min_value": "Paling sedikit 1. Centang tutup bila poli tidak menerima siapa pun."},
    )  # fmt: skip

    class Meta:
        model = Change
        fields = ("room", "day", "closed", "since", "until", "quota", "note")
        hours = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        widgets = {"day": forms.DateInput(attrs={"type": "date"}), "since": hours, "until": hours}
        help_texts = {
            "since": "Sesi yang sudah mulai berakhir pada jam ini. Kosong: sejak pagi.",
            "until": "Pada akhir sebuah sesi. Kosong: sampai malam.",
        }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["room"].choices = room_choices()

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError("Tanggal ini sudah lewat.", code="lewat")
        return day

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("closed") and told.get("quota") is None and "quota" not in self.errors:
            raise ValidationError("Pilih tutup, atau tulis kuota baru.", code="kosong")
        since, until = told.get("since"), told.get("until")
        if (since or until) and not told.get("closed"):
            self.add_error("closed", "Centang tutup untuk menutup beberapa jam.")
        elif since and until and since >= until:
            self.add_error("until", "Tulis jam sesudah jam mulainya.")
        elif (since or until) and told.get("room") and told.get("day"):
            self._ensure_part(told["room"], told["day"], schedule.Change(True, since=since, until=until))
        return told

    def _ensure_part(self, code: str, day: date, change: schedule.Change) -> None:
        room = current.config().queues[code]
        planned = schedule.sessions(room, day)
        within = [one for one in planned if change.until and one.start < change.until < one.end]
        if within:
            self.add_error(
                "until", f"Sesi {within[0].jam} tidak dapat dibuka di tengah: tutup sampai akhirnya."
            )
        elif schedule.sessions(room, day, (), change) == planned:
            self.add_error("since", "Tidak ada sesi poli ini pada jam itu.")


class PlacementForm(forms.Form):
    """None is an answer, too: whoever is on leave works in no room."""

    rooms = forms.MultipleChoiceField(label="Poli", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["rooms"].choices = room_choices()  # type: ignore[attr-defined]  # a MultipleChoiceField


class DeviceForm(forms.Form):
    kind = forms.ChoiceField(
        label="Jenis", choices=[(kind, label) for kind, label in Device.KINDS.items() if kind != "desk"]
    )
    name = forms.CharField(label="Nama", max_length=60, help_text="Misalnya Layar ruang tunggu.")
    rooms = forms.CharField(
        label="Poli", required=False, max_length=26, help_text="Huruf poli, misalnya AB. Kosong: semua."
    )

    width = forms.TypedChoiceField(
        label="Lebar kertas",
        coerce=int,
        choices=[("80", "80 mm"), ("58", "58 mm")],
        help_text="Hanya untuk kios.",
    )

    def clean_rooms(self) -> str:
        rooms = "".join(self.cleaned_data["rooms"].split()).upper()
        if unknown := sorted(set(rooms) - current.config().queues.keys()):
            raise ValidationError(f"Tidak ada poli {', '.join(unknown)}.", code="poli")
        return "".join(sorted(set(rooms)))


class SpanForm(forms.Form):
    sejak = forms.DateField(label="Sejak", widget=forms.DateInput(attrs={"type": "date"}))
    sampai = forms.DateField(label="Sampai", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        since, until = told.get("sejak"), told.get("sampai")
        if since and until and not 0 <= (until - since).days < 366:
            raise ValidationError(
                "Rentang paling lama satu tahun, dari yang awal ke yang akhir.", code="rentang"
            )
        return told


class MonthForm(forms.Form):
    bulan = forms.ChoiceField(label="Bulan")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["bulan"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (f"{one:%Y-%m}", date_format(one, "F Y")) for one in sharing.months()
        ]

    def clean_bulan(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['bulan']}-01")


def room_choices() -> list[tuple[str, str]]:
    return [(code, f"{code} · {room.nama}") for code, room in current.config().queues.items()]
