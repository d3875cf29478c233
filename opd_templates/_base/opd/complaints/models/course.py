"""What becomes of a complaint: who had it, what was said and done, who was reminded."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from opd.complaints.models.complaint import CODE, Complaint
from opd.private import EncryptedField


class Assignment(models.Model):
    """Who had it from when until when; the last one without an end has it now."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="assignments")
    unit = models.CharField(max_length=CODE)
    since = models.DateField("sejak")
    due = models.DateField("tenggat")
    by = models.CharField("oleh", max_length=150)
    taken_by = models.CharField("pejabat", max_length=150, blank=True)
    answered_on = models.DateField("ditanggapi", null=True)
    until = models.DateField("sampai", null=True)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=models.Q(until=None), name="complaints_assigned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.since:%Y-%m-%d}"


class Response(models.Model):
    """What an office says: to the reporter (``public``) or among those in charge."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="responses")
    at = models.DateTimeField("waktu", default=timezone.now)
    who = models.CharField("oleh", max_length=150)
    unit = models.CharField(max_length=CODE, blank=True)
    public = models.BooleanField("untuk pelapor", default=False)
    text = EncryptedField("tanggapan")

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.unit}"


class Outcome(models.Model):
    """How a round ended: it lasts from the day a complaint came, or was opened again, to the answer.

    ``number``: how often it had been opened again. ``took``: working days that ran, those that stood still left out.
    ``in_time``: whether the clock that the answer stopped was kept. ``stars`` are the reporter's, of this answer.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=CODE, blank=True)
    took = models.PositiveIntegerField()
    in_time = models.BooleanField()
    stars = models.PositiveSmallIntegerField("penilaian", null=True)
    note = EncryptedField("kesan", blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="complaints_outcome_once"),
            models.CheckConstraint(
                condition=models.Q(stars=None) | models.Q(stars__range=(1, 5)), name="complaints_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.number}"


class Event(models.Model):
    """What happened to a complaint; never changed, the database sees to that (migration 0001).

    ``who`` is a user's name, ``pelapor`` or ``sistem``. ``note`` is sealed; ``public``: the reporter reads it too.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    at = models.DateTimeField("waktu", default=timezone.now)
    who = models.CharField("oleh", max_length=150)
    what = models.CharField("peristiwa", max_length=40)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=CODE, blank=True)
    note = EncryptedField("catatan", blank=True)
    public = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class Warned(models.Model):
    """That somebody was reminded of a clock: once for each level of each round. ``role`` is whom it concerns."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="warnings")
    round = models.PositiveIntegerField()
    level = models.CharField(max_length=10)
    role = models.CharField(max_length=20)
    unit = models.CharField(max_length=CODE, blank=True)
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.CharField(max_length=150, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "round", "level", "role", "unit"], name="complaints_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.role}"
