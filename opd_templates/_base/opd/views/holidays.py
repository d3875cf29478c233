"""Days on which offices are closed: one by one, or a year's decree as a CSV file."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from opd import audit, staff
from opd.models import Holiday

LIMIT = 64 * 1024
MOST_FAULTS = 10


class HolidayForm(forms.ModelForm):
    class Meta:
        model = Holiday
        fields = ("day", "name")
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}  # Django's own way


class ImportForm(forms.Form):
    berkas = forms.FileField(
        label="Berkas CSV",
        help_text="Dua kolom, tanggal (2026-03-20 atau 20/03/2026) dan nama, tanpa kolom lain.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_berkas(self) -> dict[date, str]:
        return read(self.cleaned_data["berkas"])


def read(file: UploadedFile) -> dict[date, str]:
    """Days and names of a CSV file (comma or semicolon, with or without a first line of titles). ValidationError
    names the lines that are wrong."""
    if (file.size or 0) > LIMIT:
        raise ValidationError("Berkas terlalu besar untuk daftar hari libur.", code="besar")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError("Berkas bukan teks UTF-8. Simpan sebagai CSV UTF-8.", code="teks") from None
    delimiter = ";" if text.count(";") > text.count(",") else ","
    found: dict[date, str] = {}
    faults: list[str] = []
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0].lower() in {"tanggal", "day", "date"}):
            continue
        day = _day(cells[0])
        if day is None or len(cells) != 2 or not 0 < len(cells[1]) <= 100:
            faults.append(f"Baris {number}: bukan tanggal dan nama.")
        elif day in found:
            faults.append(f"Baris {number}: {day:%Y-%m-%d} sudah ada di berkas ini.")
        else:
            found[day] = cells[1]
    if faults or not found:
        raise ValidationError(
            faults[:MOST_FAULTS] or ["Berkas tidak memuat satu pun hari libur."], code="baris"
        )
    return found


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


@transaction.atomic
def save(days: dict[date, str]) -> tuple[int, int]:
    """How many were new and how many got another name."""
    before = dict(Holiday.objects.values_list("day", "name"))
    new = [day for day in days if day not in before]
    renamed = [day for day in days if day in before and before[day] != days[day]]
    for day in (*new, *renamed):
        Holiday.objects.update_or_create(day=day, defaults={"name": days[day]})
    if new or renamed:
        audit.record(audit.actor(), "hari libur diimpor", "libur", baru=len(new), diubah=len(renamed))
    return len(new), len(renamed)


@staff.only("opd.change_holiday")
def listed(request: HttpRequest) -> HttpResponse:
    one, many = HolidayForm(), ImportForm()
    status = 200
    if request.method == "POST" and "berkas" in {*request.POST, *request.FILES}:
        many = ImportForm(request.POST, request.FILES)
        if many.is_valid():
            new, renamed = save(many.cleaned_data["berkas"])
            messages.success(request, f"{new} hari libur baru, {renamed} diubah.")
            return redirect("opd:libur")
        status = 422
    elif request.method == "POST":
        one = HolidayForm(request.POST)
        if one.is_valid():
            made = one.save()
            audit.record(audit.actor(), "hari libur ditambah", f"libur:{made.day}")
            messages.success(request, f"{made.name} ditambahkan.")
            return redirect("opd:libur")
        status = 422
    context: dict[str, Any] = {
        "title": "Hari libur",
        "form": one,
        "import_form": many,
        "days": Holiday.objects.order_by("-day"),
    }
    return render(request, "opd/libur.html", context, status=status)


@require_POST
@staff.only("opd.delete_holiday")
def remove(request: HttpRequest) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("opd:libur")
    get_object_or_404(Holiday, day=day).delete()
    audit.record(audit.actor(), "hari libur dihapus", f"libur:{day}")
    messages.success(request, "Hari libur dihapus.")
    return redirect("opd:libur")
