"""A complaint, its pictures, and who reported it: what citizens hand in. Who reported stands in a table of its own, so
that nothing shows it by accident."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from opd import files
from opd.complaints import states
from opd.complaints.clocks import Clock
from opd.private import BlindIndexField, EncryptedField

if TYPE_CHECKING:
    from opd.complaints.models.course import Outcome

CODE = 40


class Complaint(models.Model):
    """``code`` is for people (SQS-2026-000001), ``token`` a digest of what opens it (``opd.tokens``).

    ``office_text`` is what others than the coordinator read of an anonymous one; ``sp4n_told`` the last event that was
    told there, ``sp4n_failed`` when that failed last, where it was not taken since.

    ``clock_since``, ``clock_days``, ``paused_days``, ``stopped_on``: the clock that runs (``clocks.Clock``), whose last
    day is ``due``. ``round`` counts clocks, so that each reminds anew. ``opened_on`` is when it came, or was opened
    again (empty where a release before this one took it in); ``paused_before`` what stood still since then, under
    earlier clocks.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("kode", max_length=24, unique=True)
    token = models.CharField(max_length=64, blank=True)
    state = models.CharField("status", max_length=20, default=states.NEW)
    asked_from = models.CharField(max_length=20, blank=True)
    category = models.CharField("kategori", max_length=CODE)
    sub = models.CharField("subkategori", max_length=CODE, blank=True)
    text = EncryptedField("uraian")
    office_text = EncryptedField("teks untuk unit", blank=True, default="", db_default="")
    public_text = models.TextField("teks untuk umum", blank=True)
    listed = models.BooleanField("tampil di daftar umum", default=False)
    village = models.CharField("kelurahan", max_length=16, blank=True)
    address = EncryptedField("alamat atau patokan", blank=True)
    lat = models.FloatField("lintang", null=True)
    lon = models.FloatField("bujur", null=True)
    outside = models.BooleanField("di luar batas kota", default=False)
    anonymous = models.BooleanField("anonim", default=False)
    confidential = models.BooleanField("rahasia", default=False)
    klass = models.CharField("klasifikasi", max_length=20, blank=True)
    channel = models.CharField("kanal", max_length=10, default="web")
    unit = models.CharField("unit", max_length=CODE, blank=True)
    received = models.DateField("diterima")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField(null=True)
    clock_since = models.DateField()
    clock_days = models.PositiveSmallIntegerField()
    paused_days = models.PositiveIntegerField(default=0)
    paused_before = models.PositiveIntegerField(default=0, db_default=0)
    stopped_on = models.DateField(null=True)
    due = models.DateField("tenggat")
    round = models.PositiveIntegerField(default=1)
    state_since = models.DateField()
    postponed_until = models.DateField("ditunda sampai", null=True)
    verified_on = models.DateField("diverifikasi", null=True)
    finished_at = models.DateTimeField("selesai", null=True)
    closed_at = models.DateTimeField("ditutup", null=True)
    reopened = models.PositiveSmallIntegerField("dibuka lagi", default=0)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    sp4n_id = models.CharField("nomor SP4N-LAPOR!", max_length=40, blank=True)
    sp4n_status = models.CharField("status di SP4N-LAPOR!", max_length=80, blank=True)
    sp4n_at = models.DateTimeField(null=True)
    sp4n_told = models.PositiveBigIntegerField(default=0, db_default=0)
    sp4n_failed = models.DateTimeField(null=True)
    notice = models.CharField(max_length=120, blank=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "laporan"
        verbose_name_plural = "laporan"
        default_permissions = ()
        ordering = ("-created_at",)
        permissions = [
            ("verify", "memverifikasi dan meneruskan laporan"),
            ("follow_up", "menindaklanjuti laporan unitnya"),
            ("oversee", "menindaklanjuti laporan berkadar pengawasan"),
            ("lead", "melihat semua laporan tanpa identitas"),
            ("audit", "membaca laporan dan riwayatnya tanpa identitas"),
            ("take_in", "mencatat laporan di loket dan telepon"),
            ("open_identity", "membuka identitas pelapor dengan alasan"),
            ("see_figures", "melihat capaian unit"),
            ("export", "mengekspor daftar laporan"),
            ("manage_officers", "menetapkan unit petugas"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="complaints_token_once"
            ),
            models.CheckConstraint(  # what is confidential, or about conduct, is in no public list
                condition=models.Q(listed=False)
                | (models.Q(confidential=False) & ~models.Q(klass=states.OVERSEEN)),
                name="complaints_listed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due"], name="complaints_due"),
            models.Index(fields=["unit", "state"], name="complaints_unit"),
            models.Index(fields=["category", "village", "received"], name="complaints_alike"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def clock(self) -> Clock:
        return Clock(self.clock_since, self.clock_days, self.paused_days, self.stopped_on)

    @property
    def told(self) -> states.State:
        return states.STATES[self.state]

    @property
    def runs(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.finished_at is None and self.closed_at is None

    @property
    def may_be_listed(self) -> bool:
        """As the database sees to it, too."""
        return not self.confidential and self.klass != states.OVERSEEN

    @property
    def finished_on(self) -> date | None:
        """In the city's own time."""
        return timezone.localdate(self.finished_at) if self.finished_at else None

    @property
    def outcome(self) -> Outcome | None:
        """Of the answer that stands; None while it is being worked on."""
        found = list(self.outcomes.all()) if self.finished_at else []
        return found[-1] if found else None

    @property
    def place(self) -> tuple[float, float] | None:
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class Reporter(models.Model):
    """Who reported. Of somebody anonymous it may be empty, and no office in charge ever reads it."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="reporter")
    name = EncryptedField("nama", blank=True)
    phone = EncryptedField("nomor telepon", blank=True)
    phone_hash = BlindIndexField(of="phone")
    email = EncryptedField("surel", blank=True)
    nik = EncryptedField("NIK", blank=True)
    nik_hash = BlindIndexField(of="nik")

    class Meta:
        verbose_name = "pelapor"
        verbose_name_plural = "pelapor"
        default_permissions = ()

    def __str__(self) -> str:
        return f"pelapor {self.complaint_id}"


class Photo(models.Model):
    """``kind``: of the report, before or after the work. ``public``: shown in the public list, too. ``small`` is what
    pages show: a phone on a bad line loads that one."""

    REPORT, BEFORE, AFTER = "laporan", "sebelum", "sesudah"
    KINDS = ((REPORT, "Foto laporan"), (BEFORE, "Sebelum"), (AFTER, "Sesudah"))

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="photos")
    kind = models.CharField(max_length=10, choices=KINDS, default=REPORT)
    file = models.FileField(storage=files.private, upload_to="aduan/%Y/%m")
    small = models.FileField(storage=files.private, upload_to="aduan/%Y/%m")
    public = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
