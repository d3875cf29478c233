"""What a service keeps. Records of all kinds share one table, their answers are JSON: a schema may change without a
migration, and ``opd.service.checking`` refuses one that would leave answers without a field."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from opd import files


class Record(models.Model):
    """``data``: answers by field; personal ones sealed (``opd.service.sealing``). ``token`` is a digest.

    ``received``, ``warn_on`` and ``due`` are days; ``paused_days``, ``extended_days`` and ``took`` working days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    number = models.CharField("nomor", max_length=80)
    token = models.CharField(max_length=64, blank=True)
    state = models.CharField("status", max_length=40)
    title = models.CharField("judul", max_length=200)
    data = models.JSONField(default=dict)
    notice = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received = models.DateField("diterima")
    warn_on = models.DateField(null=True)
    due = models.DateField("tenggat", null=True)
    paused_since = models.DateField(null=True)
    paused_days = models.PositiveIntegerField(default=0)
    extended_days = models.PositiveIntegerField(default=0, db_default=0)
    closed_at = models.DateTimeField("selesai", null=True)
    took = models.PositiveIntegerField(null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "berkas"
        verbose_name_plural = "berkas"
        default_permissions = ()
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="service_number_once"),
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="service_token_once"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "state", "-created_at"], name="service_list"),
            models.Index(fields=["kind", "due"], condition=models.Q(closed_at=None), name="service_due"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_reversed(self) -> bool:
        return Record.objects.filter(reverses=self).exists()


class Searchable(models.Model):
    """Blind index of a sealed answer (``opd.private.blind``): found by the whole value, and by nothing less."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="searchable")
    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "field", "hash"], name="service_blind")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.field}"


class Attachment(models.Model):
    """A file that was handed in: sealed on its volume, whatever it is."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="attachments")
    field = models.CharField(max_length=40)
    file = models.FileField(storage=files.private, upload_to="layanan/%Y/%m")
    ending = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.field}{self.ending}"


class Event(models.Model):
    """What happened to a record; never changed, the database sees to that (migration 0001).

    ``public``: the applicant reads it too. ``detail`` names fields, and never holds personal data.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="events")
    at = models.DateTimeField("waktu", default=timezone.now)
    who = models.CharField("oleh", max_length=150)
    what = models.CharField("peristiwa", max_length=40)
    step = models.CharField(max_length=40, blank=True)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    note = models.TextField("catatan", blank=True)
    public = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class Counter(models.Model):
    """The last number that was given in a period of a series."""

    series = models.CharField(max_length=81)
    period = models.CharField(max_length=7)
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["series", "period"], name="service_series_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.period}: {self.last}"


class Signer(models.Model):
    """Who signs letters, from one day to another. Letters keep what stood here when they were made."""

    name = models.CharField("nama", max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True)
    title = models.CharField(
        "jabatan", max_length=160, help_text="Seperti tercetak, misalnya a.n. Kepala Dinas, Sekretaris"
    )
    since = models.DateField("berlaku sejak")
    until = models.DateField("sampai", null=True, blank=True)

    class Meta:
        verbose_name = "penanda tangan"
        verbose_name_plural = "penanda tangan"
        default_permissions = ()
        permissions = [("manage_signers", "mengurus penanda tangan")]
        ordering = ("-since", "-pk")

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


class Letter(models.Model):
    """A letter as it was made: its text (sealed), number and signer stay what they were. One that was wrong is voided,
    and another one made: its number is not given again."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="letters")
    code = models.CharField(max_length=40)
    series = models.CharField(max_length=81)
    number = models.CharField("nomor", max_length=80)
    at = models.DateTimeField(default=timezone.now)
    who = models.CharField(max_length=150)
    signer_name = models.CharField(max_length=120)
    signer_nip = models.CharField(max_length=18, blank=True)
    signer_title = models.CharField(max_length=160)
    text = models.JSONField()
    for_applicant = models.BooleanField()
    voided_at = models.DateTimeField("dibatalkan", null=True)
    # with a default in the database: the release before this one knows no such column
    voided_why = models.TextField(blank=True, db_default="")

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="service_letter_number_once"),
            models.UniqueConstraint(
                fields=["record", "code"], condition=models.Q(voided_at=None), name="service_letter_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ApiToken(models.Model):
    """Lets a program do what its owner may do. ``digest`` is all that is kept of it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField("nama", max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    used_on = models.DateField("terakhir dipakai", null=True)

    class Meta:
        default_permissions = ()
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name


class Shape(models.Model):
    """The kinds, states and fields of a schema that was in use, to compare the next one with."""

    at = models.DateTimeField(default=timezone.now)
    kinds: Any = models.JSONField()

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
