"""What a queue keeps. A ticket's states and moments outlive who it was for: identities are erased first, then the
ticket becomes part of a day's figures (``opd.queue.clearing``). Of anybody's health nothing is kept.

One installation is one facility: a counter's key is the room (with the device's series) and the day.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from opd.private import BlindIndexField, EncryptedField
from opd.queue.states import LABELS, Standing

SOURCES = {"online": "Daring", "kiosk": "Kios", "desk": "Loket", "referral": "Terusan"}
PAYERS = {"umum": "Umum", "bpjs": "BPJS Kesehatan"}


class Ticket(models.Model):
    """``token`` is a digest; ``session`` the beginning of the hours it counts for; ``place`` orders who waits
    (``opd.queue.order``); ``point`` is where within the room it was called to. ``person`` is a blind index of name and
    date of birth."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField("tanggal")
    room = models.CharField("poli", max_length=1)
    session = models.TimeField()
    number = models.CharField("nomor", max_length=8)
    place = models.BigIntegerField()
    priority = models.BooleanField("prioritas", default=False)
    source = models.CharField("sumber", max_length=8, choices=list(SOURCES.items()))
    payer = models.CharField("penjamin", max_length=4, choices=list(PAYERS.items()), default="umum")
    state = models.CharField("status", max_length=9)
    calls = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    point = models.CharField(max_length=80, blank=True)
    parent = models.OneToOneField("self", models.SET_NULL, null=True, related_name="child")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    arrived_at = models.DateTimeField("hadir", null=True)
    called_at = models.DateTimeField("dipanggil", null=True)
    served_at = models.DateTimeField("dilayani", null=True)
    closed_at = models.DateTimeField("selesai", null=True)
    token = models.CharField(max_length=64, blank=True)
    notice = models.CharField(max_length=80, blank=True)
    name = EncryptedField("nama", blank=True)
    born = EncryptedField("tanggal lahir", blank=True)
    phone = EncryptedField("telepon", blank=True)
    nik = EncryptedField("NIK", blank=True)
    card = EncryptedField("nomor kartu BPJS", blank=True)
    record_number = EncryptedField("nomor rekam medis", blank=True)
    person = models.CharField(max_length=64, blank=True, db_index=True)
    nik_index = BlindIndexField(of="nik")
    phone_index = BlindIndexField(of="phone")
    card_index = BlindIndexField(of="card", db_default="")
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tiket"
        verbose_name_plural = "tiket"
        default_permissions = ()
        permissions = [
            ("serve_desk", "melayani di loket"),
            ("serve_room", "memanggil dan melayani di poli"),
            ("manage_queue", "mengatur jadwal dan perangkat"),
            ("see_report", "melihat laporan"),
            ("open_identity", "membuka identitas pasien"),
        ]
        ordering = ("day", "room", "place")
        constraints = [
            models.UniqueConstraint(fields=["day", "number"], name="queue_number_once"),
            models.UniqueConstraint(fields=["token"], condition=~models.Q(token=""), name="queue_token_once"),
        ]
        indexes = [models.Index(fields=["day", "room", "state"], name="queue_line")]

    def __str__(self) -> str:
        return f"{self.number} {self.day:%Y-%m-%d}"

    @property
    def standing(self) -> Standing:
        return Standing(self.state, self.calls, self.returns)

    @property
    def label(self) -> str:
        return LABELS[self.state]


class Event(models.Model):
    """What happened to a ticket, never changed (the database sees to that, migration 0001): it goes with its ticket
    alone. ``detail`` holds no personal data."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    at = models.DateTimeField("waktu", default=timezone.now)
    who = models.CharField("oleh", max_length=150)
    what = models.CharField("peristiwa", max_length=10)
    after = models.CharField(max_length=9)
    detail = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class Counter(models.Model):
    """The last number that was given in a room (``A``; ``A7`` of a device's own series) on a day."""

    series = models.CharField(max_length=3)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="queue_series_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.day:%Y-%m-%d}: {self.last}"


class Change(models.Model):
    """What was decided for one room and day, against its schedule. ``since`` and ``until``: the closed part of it."""

    room = models.CharField("poli", max_length=1)
    day = models.DateField("tanggal")
    closed = models.BooleanField("tutup", default=False)
    since = models.TimeField("Tutup mulai pukul", null=True, blank=True)
    until = models.TimeField("Tutup sampai pukul", null=True, blank=True)
    quota = models.PositiveIntegerField("kuota tiap sesi", null=True, blank=True)
    note = models.CharField("keterangan untuk warga", max_length=120, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "perubahan jadwal"
        verbose_name_plural = "perubahan jadwal"
        default_permissions = ()
        ordering = ("day", "room")
        constraints = [models.UniqueConstraint(fields=["room", "day"], name="queue_change_once")]

    def __str__(self) -> str:
        return f"{self.room} {self.day:%Y-%m-%d}"


class Device(models.Model):
    """A screen, a kiosk (both let in by a code, of which only a digest is kept), or a desk's browser, which has a
    ``series`` of numbers to itself."""

    KINDS = {"screen": "Layar", "kiosk": "Kios", "desk": "Peramban loket"}
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("jenis", max_length=6, choices=list(KINDS.items()))
    name = models.CharField("nama", max_length=60)
    rooms = models.CharField(
        "poli", max_length=26, blank=True, help_text="Huruf poli, misalnya AB. Kosong: semua."
    )
    width = models.PositiveSmallIntegerField("lebar kertas (mm)", default=80)
    digest = models.CharField(max_length=64, blank=True)
    series = models.PositiveSmallIntegerField("deret luring", null=True, unique=True)
    active = models.BooleanField("aktif", default=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_on = models.DateField("terakhir dipakai", null=True)

    class Meta:
        verbose_name = "perangkat"
        verbose_name_plural = "perangkat"
        default_permissions = ()
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """A room that somebody of the role ``petugas poli`` works in (``opd.queue.placements``)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    room = models.CharField("poli", max_length=1)

    class Meta:
        verbose_name = "penempatan"
        verbose_name_plural = "penempatan"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="queue_placed_once")]

    def __str__(self) -> str:
        return self.room


class Action(models.Model):
    """Something a desk did, perhaps while it had no network: what was answered to it, however often it is sent."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    answer = models.JSONField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Daily(models.Model):
    """A day's figures of one room, without anybody: what remains of its tickets. Minutes are medians."""

    day = models.DateField()
    room = models.CharField(max_length=1)
    source = models.CharField(max_length=8)
    payer = models.CharField(max_length=4)
    priority = models.BooleanField()
    total = models.PositiveIntegerField()
    served = models.PositiveIntegerField()
    cancelled = models.PositiveIntegerField()
    absent = models.PositiveIntegerField()
    wait_minutes = models.FloatField(null=True)
    serve_minutes = models.FloatField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ("day", "room")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "room", "source", "payer", "priority"], name="queue_daily_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.day:%Y-%m-%d}: {self.total}"


class Outgoing(models.Model):
    """A message for BPJS that is still to be sent, or could not be. Its content is made when it is sent."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="outgoing")
    what = models.CharField(max_length=10)
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.what} {self.ticket_id}"
