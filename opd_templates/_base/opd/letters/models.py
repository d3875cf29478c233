"""What the letters' app keeps. ``office`` is everywhere the id of a kelurahan (``opd.letters.offices``)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from opd import files
from opd.letters.rules import flow
from opd.private import BlindIndexField, EncryptedField, validate_nik, validate_phone


class Application(models.Model):
    """A request for a letter. All that names somebody is encrypted; ``token`` is a digest.

    ``queue_number`` counts in the kelurahan's ``queue_day``. ``due`` and ``warn`` are moments; ``took`` are minutes of
    office hours that checking and signing took. ``endorsed``: RT and RW have nothing more to say.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.CharField(max_length=60)
    kind = models.CharField("jenis", max_length=40)
    state = models.CharField("status", max_length=20, default="draf")
    token = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=8, choices=[("web", "dari rumah"), ("loket", "di loket")])
    name = EncryptedField("nama", blank=True)
    nik = EncryptedField("NIK", blank=True, validators=[validate_nik])
    nik_index = BlindIndexField(of="nik")
    card = EncryptedField("nomor KK", blank=True)
    phone = EncryptedField("telepon", blank=True, validators=[validate_phone])
    address = EncryptedField("alamat", blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    answers_sealed = EncryptedField("isian", blank=True)
    endorsed = models.BooleanField(default=False)
    notice = models.CharField(max_length=40, blank=True)
    queue_day = models.DateField("hari antrean", null=True)
    queue_number = models.PositiveIntegerField("nomor antre", null=True)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField("diajukan", null=True)
    taken_at = models.DateTimeField("mulai diperiksa", null=True)
    warn = models.DateTimeField(null=True)
    due = models.DateTimeField("tenggat", null=True)
    took = models.PositiveIntegerField(null=True)
    checked_by = models.CharField("diperiksa oleh", max_length=150, blank=True)
    collector = EncryptedField("diambil oleh", blank=True)
    closed_at = models.DateTimeField("selesai", null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "permohonan surat"
        verbose_name_plural = "permohonan surat"
        default_permissions = ()
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="letters_token_once"),
            models.UniqueConstraint(
                fields=["office", "kind", "nik_index"],
                condition=Q(state__in=flow.DECIDED),
                name="letters_one_decided_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["office", "queue_day", "queue_number"], name="letters_queue_once"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "-created_at"], name="letters_list"),
            models.Index(fields=["office", "nik_index"], name="letters_nik"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: day and number in the queue."""
        return f"{self.queue_day:%Y%m%d}-{self.queue_number:03}" if self.queue_day else "draf"

    @property
    def answers(self) -> dict[str, Any]:
        return json.loads(self.answers_sealed) if self.answers_sealed else {}

    @answers.setter
    def answers(self, given: dict[str, Any]) -> None:
        self.answers_sealed = json.dumps(given, ensure_ascii=False)

    @property
    def state_name(self) -> str:
        return flow.STATES[self.state]


class Attachment(models.Model):
    """A paper that was handed in: sealed on its volume."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    code = models.CharField(max_length=40)
    file = models.FileField(storage=files.private, upload_to="lampiran/%Y/%m")
    ending = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["application", "code"], name="letters_paper_once")]

    def __str__(self) -> str:
        return f"{self.code}{self.ending}"


class Letter(models.Model):
    """A letter as it was signed, and so a row of the register: signer, number, text and hash never change, but once
    where a camat signs the same file electronically (``camat_at``).

    ``token`` opens the public check page; it is printed on the letter, and no secret. ``initials`` are all that this
    page tells of the person.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    office = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField("tahun")
    count = models.PositiveIntegerField("urut")
    number = models.CharField("nomor", max_length=120)
    kind = models.CharField("jenis", max_length=40)
    title = models.CharField("nama surat", max_length=80)
    day = models.DateField("tanggal")
    valid_until = models.DateField("berlaku sampai", null=True)
    initials = models.CharField("inisial", max_length=12)
    signer_name = models.CharField(max_length=120)
    signer_nip = models.CharField(max_length=18, blank=True)
    signer_title = models.CharField(max_length=160)
    signed_by = models.CharField("akun penanda tangan", max_length=150)
    same_checker = models.BooleanField("pemeriksa sama", default=False)
    electronic = models.BooleanField(default=False)
    paper = models.CharField(max_length=4)
    text = EncryptedField(blank=True)
    pdf = models.FileField(storage=files.private, upload_to="surat/%Y", blank=True)
    sha256 = models.CharField(max_length=64)
    token = models.CharField(max_length=24, unique=True)
    at = models.DateTimeField(default=timezone.now)
    camat_by = models.CharField("akun camat", max_length=150, blank=True, default="", db_default="")
    camat_at = models.DateTimeField("ditandatangani camat", null=True)
    voided_at = models.DateTimeField("dicabut", null=True)
    voided_by = models.CharField(max_length=150, blank=True)
    voided_why = models.TextField(blank=True)

    class Meta:
        verbose_name = "surat"
        verbose_name_plural = "surat"
        default_permissions = ()
        ordering = ("office", "-year", "-count")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "count"], name="letters_count_once"),
            models.UniqueConstraint(fields=["office", "number"], name="letters_number_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(voided_at=None), name="letters_one_that_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Event(models.Model):
    """What happened to a request; the database lets nobody change it. ``public``: the applicant reads it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    at = models.DateTimeField("waktu", default=timezone.now)
    who = models.CharField("oleh", max_length=150)
    what = models.CharField("peristiwa", max_length=40)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    note = models.TextField("catatan", blank=True)
    public = models.BooleanField(default=True)
    detail = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class Counter(models.Model):
    """The last number that a series gave."""

    series = models.CharField(max_length=160, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class Period(models.Func):
    """Both days are in it; without a last day it does not end."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Official(models.Model):
    """Who signs, from one day to another: one in a position at once. Letters keep what stood here when they were
    signed."""

    POSITIONS = [("lurah", "Lurah"), ("sekretaris", "Sekretaris, atas nama lurah"), ("camat", "Camat")]

    office = models.CharField("kelurahan", max_length=60)
    position = models.CharField("kedudukan", max_length=12, choices=POSITIONS)
    acting = models.BooleanField("pelaksana tugas (Plt.)", default=False)
    name = models.CharField("nama", max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="akun",
        help_text="Bila diisi, hanya akun ini yang dapat menandatangani dengan nama ini.",
    )  # fmt: skip
    since = models.DateField("berlaku sejak")
    until = models.DateField("sampai", null=True, blank=True)

    class Meta:
        verbose_name = "pejabat"
        verbose_name_plural = "pejabat"
        default_permissions = ()
        permissions = [("manage_officials", "mengurus pejabat")]
        ordering = ("-since", "-pk")
        constraints = [
            ExclusionConstraint(
                name="letters_one_in_a_position",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    (Period("since", "until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Pejabat lain menjabat kedudukan ini pada sebagian masa itu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {'Plt. ' if self.acting else ''}{self.get_position_display()}"


class Placement(models.Model):
    """Where somebody works: staff of a kelurahan in one, RT and RW in one with their numbers, a camat in several."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="placements")
    office = models.CharField("kelurahan", max_length=60)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)

    class Meta:
        verbose_name = "penempatan"
        verbose_name_plural = "penempatan"
        default_permissions = ()
        permissions = [
            ("manage_placements", "mengurus penempatan"),
            ("see_city", "melihat angka semua kelurahan"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "office"], name="letters_placed_once")]

    def __str__(self) -> str:
        return self.office
