"""What citizens and officers write about requests for information."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opd import tracking
from opd.private import validate_nik, validate_phone
from opd.website.models import InformationRequest, PublicDocument
from opd.website.models.ppid import DECISIONS, GROUNDS, PERSON, WAYS

SHORTEST, LONGEST = 10, 3000


def plain_phone(typed: str) -> str:
    return re.sub(r"^\+62", "0", re.sub(r"[\s.-]", "", typed))


class RequestForm(forms.ModelForm):
    """``website_url`` is seen by programs alone: what fills it in is not filed."""

    website_url = forms.CharField(label="Kosongkan isian ini", required=False)
    agreed = forms.BooleanField(label="Saya sudah membaca pemberitahuan di atas dan menyetujuinya")
    way = forms.ChoiceField(label="Cara memperoleh informasi", choices=WAYS)
    name = forms.CharField(label="Nama lengkap", max_length=150)
    identity = forms.CharField(
        label="NIK, atau nomor akta badan hukum",
        max_length=40,
        help_text="Undang-undang mewajibkan identitas pemohon. Disimpan terenkripsi dan hanya dibuka dengan alasan.",
    )
    address = forms.CharField(label="Alamat", max_length=250)
    email = forms.EmailField(label="Alamat surel", required=False)
    phone = forms.CharField(label="Nomor seluler", max_length=20, required=False, validators=[validate_phone])
    information = forms.CharField(
        label="Informasi yang diminta",
        widget=forms.Textarea(attrs={"rows": 5}),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="Sebutkan isi, tahun, dan bentuknya. Jangan menulis NIK di kolom ini: nomor seperti itu disamarkan.",
    )
    purpose = forms.CharField(
        label="Tujuan penggunaan",
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=SHORTEST,
        max_length=LONGEST,
    )

    class Meta:
        model = InformationRequest
        fields = (
            "requester_kind",
            "name",
            "identity",
            "address",
            "email",
            "phone",
            "information",
            "purpose",
            "way",
        )
        widgets = {"requester_kind": forms.RadioSelect}  # Django's own way

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, word in (
            ("name", "name"),
            ("email", "email"),
            ("phone", "tel"),
            ("address", "street-address"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = word  # WCAG 2.2, 1.3.5

    def clean_phone(self) -> str:
        """As it is searched for: ``08…``."""
        return plain_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        identity = re.sub(r"[\s.-]", "", cleaned.get("identity", ""))
        if cleaned.get("requester_kind") == PERSON and identity:
            try:
                validate_nik(identity)
                cleaned["identity"] = identity
            except ValidationError as error:
                self.add_error("identity", error)
        if (
            not cleaned.get("email")
            and not cleaned.get("phone")
            and not {"email", "phone"} & self.errors.keys()
        ):
            self.add_error("email", "Isi alamat surel atau nomor seluler, agar kami dapat menghubungi Anda.")
        if cleaned.get("way") == "surel" and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", "Isi alamat surel untuk menerima salinan lewat surel.")
        if cleaned.get("website_url"):
            self.add_error(None, "Kosongkan isian yang tersembunyi.")
        return cleaned


class TrackForm(forms.Form):
    token = tracking.code_field(
        "Kode pelacakan",
        "Kode yang Anda terima ketika mengajukan permohonan. Huruf besar dan kecil sama saja.",
    )


class ObjectionForm(TrackForm):
    ground = forms.ChoiceField(label="Alasan keberatan", choices=[("", "Pilih alasan"), *GROUNDS])
    text = forms.CharField(
        label="Uraian",
        widget=forms.Textarea(attrs={"rows": 5}),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="Jangan menulis NIK di kolom ini: nomor seperti itu disamarkan.",
    )


class MoveForm(forms.Form):
    """What an officer says about the next step."""

    reason = forms.CharField(
        label="Alasan", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=LONGEST
    )
    basis = forms.CharField(label="Dasar hukum penolakan", required=False, max_length=250)
    answer = forms.CharField(
        label="Jawaban bagi pemohon", widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    document = forms.ModelChoiceField(
        PublicDocument.objects.none(),
        label="Dokumen yang diberikan",
        required=False,
        empty_label="Tanpa dokumen",
    )

    def __init__(self, *args: Any, needs: tuple[str, ...] = (), documents: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = {*needs, "document"} if "answer" in needs else set(needs)
        for name in [name for name in self.fields if name not in shown]:
            del self.fields[name]
        for name in needs:
            self.fields[name].required = True
        if "document" in self.fields and documents is not None:
            self.fields["document"].queryset = documents


class ForgetForm(forms.Form):
    reason = forms.CharField(
        label="Alasan penghapusan",
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=SHORTEST,
        max_length=LONGEST,
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label="Putusan", choices=[("", "Pilih putusan"), *DECISIONS])
    answer = forms.CharField(
        label="Tanggapan tertulis", widget=forms.Textarea(attrs={"rows": 5}), min_length=SHORTEST
    )
