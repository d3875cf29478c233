"""What staff is asked for: reasons, signers, officials, places of work."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q

from opd.letters import current, offices
from opd.letters.forms import AreaField, TextField, check_area
from opd.letters.models import Official, Placement
from opd.models import User

BESIDE = (
    "{} menjabat {} pada sebagian masa itu. Isi dahulu “sampai” padanya, dengan hari sebelum yang baru mulai."
)


class ReasonForm(forms.Form):
    alasan = TextField(
        label="Alasan",
        lines=True,
        min_length=5,
        help_text="Pemohon dapat membacanya. Jangan menulis NIK atau nomor telepon.",
    )


class EraseForm(forms.Form):
    alasan = TextField(
        label="Alasan penghapusan",
        lines=True,
        min_length=5,
        help_text="Dicatat bersama nama Anda dan dapat dibaca pengawas. Jangan menulis data pribadi di sini.",
    )


class CollectForm(forms.Form):
    pengambil = TextField(
        label="Diambil oleh",
        min_length=3,
        max_length=120,
        help_text="Nama pengambil; bila bukan pemohon, sebut hubungannya.",
    )


class SignatureForm(forms.Form):
    pejabat = forms.ModelChoiceField(Official.objects.none(), label="Penanda tangan", empty_label="Pilih…")

    def __init__(self, *arguments: Any, officials: Any, electronic: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["pejabat"].queryset = officials
        if electronic:
            self.fields["sandi"] = forms.CharField(
                label="Frasa sandi tanda tangan elektronik",
                max_length=100,
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            )


class SignForm(SignatureForm):
    kertas = forms.ChoiceField(
        label="Ukuran kertas",
        choices=[("A4", "A4"), ("F4", "F4 (215 x 330 mm)")],
        initial=lambda: current.service().paper,
    )


def office_choices() -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in offices.offices().values()]


class EmptyForm(forms.Form):
    """Of a step that needs nothing but to be sure."""


class OfficialForm(forms.ModelForm):
    class Meta:
        model = Official
        fields = ("office", "position", "acting", "name", "nip", "account", "since", "until")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("since", "until")
        }

    def __init__(self, *arguments: Any, allowed: list[str], accounts: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(code, name) for code, name in office_choices() if code in allowed]
        self.fields["office"] = forms.ChoiceField(label="Kelurahan", choices=choices)
        self.fields["account"].queryset = accounts
        self.fields["account"].empty_label = "Tidak diikat pada satu akun"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until, nip = (cleaned.get(name) for name in ("since", "until", "nip"))
        if since and until and until < since:
            self.add_error("until", "Sampai tidak boleh lebih awal daripada sejak.")
        if nip and not re.fullmatch(r"[0-9]{18}", nip):
            self.add_error("nip", "NIP terdiri atas 18 angka.")
        if not self.errors and (other := self._beside(cleaned)):
            self.add_error("since", BESIDE.format(other.name, other.get_position_display().lower()))
        return cleaned

    def saved(self) -> Official | None:
        """Nothing, and a reason, where another one came in between: the database knows."""
        try:
            with transaction.atomic():
                return self.save()  # type: ignore[no-any-return]  # Django's own way
        except IntegrityError as error:
            constraint = Official._meta.constraints[0]  # noqa: SLF001  # documented API
            if constraint.name not in str(error):
                raise
            self.add_error("since", constraint.get_violation_error_message())
            return None

    def _beside(self, cleaned: dict[str, Any]) -> Official | None:
        """Who has the same position in a part of that time: only one can be who signs."""
        since, until = cleaned["since"], cleaned["until"]
        others = Official.objects.filter(office=cleaned["office"], position=cleaned["position"])
        others = others.filter(Q(until=None) | Q(until__gte=since)).exclude(pk=self.instance.pk)
        return (others.filter(since__lte=until) if until else others).first()


class PlacementForm(forms.ModelForm):
    rt = AreaField(label="RT", check=check_area, max_length=3, required=False, help_text="Untuk peran RT.")
    rw = AreaField(
        label="RW", check=check_area, max_length=3, required=False, help_text="Untuk peran RT dan RW."
    )

    class Meta:
        model = Placement
        fields = ("user", "office", "rt", "rw")
        labels = {"user": "Pengguna"}  # Django's own way

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["user"].queryset = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        self.fields["user"].empty_label = "Pilih…"
        self.fields["office"] = forms.ChoiceField(
            label="Kelurahan", choices=[("", "Pilih…"), *office_choices()]
        )

    def clean(self) -> dict[str, Any]:
        """Who works in a kelurahan works in one; a camat, and who is RT or RW, may have several."""
        cleaned: dict[str, Any] = super().clean() or {}
        user, office = cleaned.get("user"), cleaned.get("office")
        if user is None or not office:
            return cleaned
        roles = set(user.groups.values_list("name", flat=True))
        others = Placement.objects.filter(user=user).exclude(office=office)
        if roles & {"operator", "kasi", "sekretaris", "lurah"} and others.exists():
            self.add_error(
                "office", "Pengguna ini sudah ditempatkan di kelurahan lain. Hapus dahulu yang lama."
            )
        if "rt" in roles and not (cleaned.get("rt") and cleaned.get("rw")):
            self.add_error("rt", "Ketua RT memerlukan nomor RT dan RW.")
        if "rw" in roles and not cleaned.get("rw"):
            self.add_error("rw", "Ketua RW memerlukan nomor RW.")
        return cleaned
