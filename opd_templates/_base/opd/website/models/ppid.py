"""Requests for public information, objections, and what information there is (UU 14/2008, Perki 1/2021).

Who asked is sealed (``opd.private``) and seen by information officers alone; a request is found again by a token
that only its blind index is kept of.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from opd.private import BlindIndexField, EncryptedField, masked
from opd.website.models.documents import CLASSES, WITHHELD, this_year

PERSON, BODY = "perorangan", "badan"
RECEIVED, VERIFIED, IN_WORK, EXTENDED, DONE, REFUSED, LAPSED = (
    "diterima",
    "diverifikasi",
    "diproses",
    "diperpanjang",
    "selesai",
    "ditolak",
    "gugur",
)
STATES = [
    (state, state.capitalize()) for state in (RECEIVED, VERIFIED, IN_WORK, EXTENDED, DONE, REFUSED, LAPSED)
]
CLOSED = (DONE, REFUSED, LAPSED)
WAYS = [
    ("surel", "Salinan lewat surel"),
    ("salinan", "Salinan cetak, diambil"),
    ("melihat", "Melihat di kantor"),
]

# UU 14/2008 article 35 (1): why one may object.
GROUNDS = [
    ("ditolak", "Permohonan ditolak"),
    ("berkala", "Informasi berkala tidak disediakan"),
    ("tidak-ditanggapi", "Permohonan tidak ditanggapi"),
    ("tidak-sesuai", "Ditanggapi tidak sebagaimana diminta"),
    ("tidak-dipenuhi", "Permohonan tidak dipenuhi"),
    ("biaya", "Biaya tidak wajar"),
    ("terlambat", "Disampaikan melebihi waktu"),
]
DECISIONS = [("dikabulkan", "Dikabulkan"), ("sebagian", "Dikabulkan sebagian"), ("ditolak", "Ditolak")]


class InformationRequest(models.Model):
    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name="situs", on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField("nomor", max_length=30, unique=True)
    token_index = models.CharField(max_length=64, unique=True, editable=False)
    requester_kind = models.CharField(
        "pemohon", max_length=12, choices=[(PERSON, "Perorangan"), (BODY, "Badan hukum")], default=PERSON
    )
    name = EncryptedField("nama")
    identity = EncryptedField("NIK atau nomor akta", blank=True)
    identity_index = BlindIndexField(of="identity", db_default="")
    address = EncryptedField("alamat", blank=True)
    email = EncryptedField("surel", blank=True)
    phone = EncryptedField("telepon", blank=True)
    phone_index = BlindIndexField(of="phone", db_default="")
    notice = models.CharField("versi pemberitahuan", max_length=40, blank=True, db_default="")
    information = models.TextField("informasi yang diminta")
    purpose = models.TextField("tujuan penggunaan")
    way = models.CharField("cara memperoleh", max_length=10, choices=WAYS, default="surel")
    received = models.DateField("diterima")
    due = models.DateField("tenggat")
    status = models.CharField("status", max_length=12, choices=STATES, default=RECEIVED)
    extension_reason = models.TextField("alasan perpanjangan", blank=True)
    refusal_basis = models.CharField("dasar hukum penolakan", max_length=250, blank=True)
    answer = models.TextField("jawaban", blank=True)
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, verbose_name="dokumen", null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    closed = models.DateField("ditutup", null=True, blank=True)
    forgotten = models.DateTimeField("identitas dihapus", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "permohonan informasi"
        verbose_name_plural = "permohonan informasi"
        ordering = ("-received", "-pk")
        default_permissions = ("view",)
        permissions = [
            ("process_informationrequest", "Memproses permohonan informasi"),
            ("refuse_informationrequest", "Menolak permohonan informasi"),
            ("reveal_informationrequest", "Membuka nomor identitas pemohon"),
            ("export_informationrequest", "Mengunduh register permohonan"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def is_late(self) -> bool:
        return (self.closed or timezone.localdate()) > self.due

    @property
    def masked_identity(self) -> str:
        return masked(self.identity) if self.identity else ""

    @property
    def contact(self) -> Contact:
        return Contact(pk=self.pk)


class Contact(InformationRequest):
    """Its telephone number alone: who works on a request may call, and only some may see who asked (``opd.reveal``)."""

    class Meta:
        proxy = True
        verbose_name = "kontak pemohon"
        verbose_name_plural = "kontak pemohon"
        default_permissions = ()


class Step(models.Model):
    """What happened to a request, in order. ``note`` is read by the one who asked."""

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField("waktu", default=timezone.now)
    who = models.CharField("oleh", max_length=150)
    status = models.CharField("status", max_length=20)
    note = models.TextField("keterangan", blank=True)

    class Meta:
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.request_id} {self.status}"


class Objection(models.Model):
    """To the officers' superior, who has thirty working days."""

    request = models.OneToOneField(InformationRequest, on_delete=models.PROTECT, related_name="objection")
    ground = models.CharField("alasan", max_length=20, choices=GROUNDS)
    text = models.TextField("uraian")
    received = models.DateField("diterima")
    due = models.DateField("tenggat")
    decision = models.CharField("putusan", max_length=12, choices=[*DECISIONS, (LAPSED, "Gugur")], blank=True)
    answer = models.TextField("tanggapan", blank=True)
    answered = models.DateField("ditanggapi", null=True, blank=True)

    class Meta:
        verbose_name = "keberatan"
        verbose_name_plural = "keberatan"
        ordering = ("-received", "-pk")
        default_permissions = ("view",)
        permissions = [("answer_objection", "Menanggapi keberatan")]

    def __str__(self) -> str:
        return f"Keberatan {self.request.number}"

    @property
    def is_late(self) -> bool:
        return (self.answered or timezone.localdate()) > self.due


class PublicInformation(models.Model):
    """A row of the list of public information (Daftar Informasi Publik), of all four classes."""

    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name="situs", on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField("ringkasan isi informasi", max_length=250)
    information_class = models.CharField("klasifikasi", max_length=20, choices=CLASSES)
    holder = models.CharField("unit yang menguasai", max_length=150, blank=True)
    responsible = models.CharField("penanggung jawab", max_length=150, blank=True)
    year = models.PositiveSmallIntegerField("tahun dibuat", default=this_year)
    form = models.CharField("bentuk", max_length=100, default="Salinan digital")
    kept = models.CharField("jangka waktu penyimpanan", max_length=100, blank=True)
    legal_basis = models.CharField(
        "dasar hukum pengecualian",
        max_length=250,
        blank=True,
        help_text="Wajib bagi informasi yang dikecualikan.",
    )
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, verbose_name="dokumen", null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = "informasi publik"
        verbose_name_plural = "daftar informasi publik"
        ordering = ("information_class", "-year", "title")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        faults: dict[str, Any] = {}
        if self.information_class == WITHHELD and not self.legal_basis.strip():
            faults["legal_basis"] = "Sebutkan dasar hukumnya (UU 14/2008 Pasal 17 dan uji konsekuensi)."
        if self.information_class == WITHHELD and self.document_id:
            faults["document"] = "Informasi yang dikecualikan tidak dilampirkan."
        if faults:
            raise ValidationError(faults)


def numbered(year: int) -> str:
    """The next number of the year. Call it within a transaction: it locks until that ends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x0BD, year])
    prefix = f"PPID-{year}-"
    last = InformationRequest.objects.filter(number__startswith=prefix).order_by("-number").first()
    return f"{prefix}{int(last.number.removeprefix(prefix)) + 1 if last else 1:05d}"


def day() -> date:
    return timezone.localdate()
