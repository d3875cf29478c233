"""What every app keeps beside its own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import models as auth
from django.db import models
from django.utils import timezone

from opd.passwords import REMEMBERED


class UserManager(auth.UserManager):
    """A password that ``create_user`` is given is as good as one that somebody chose."""

    use_in_migrations = False

    def _create_user_object(self, *arguments: Any, **named: Any) -> User:
        user: User = super()._create_user_object(*arguments, **named)
        user.password_set_at = user.password_set_at or timezone.now()
        return user


class User(auth.AbstractUser):
    """A member of staff. ``former_passwords`` are hashes, the newest first."""

    password_set_at = models.DateTimeField("kata sandi sejak", null=True, editable=False)
    former_passwords = models.JSONField(default=list, editable=False)
    objects = UserManager()

    def set_password(self, raw_password: str | None) -> None:
        if self.password:
            self.former_passwords = [self.password, *self.former_passwords][:REMEMBERED]
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def check_password(self, raw_password: str) -> bool:
        """Hashing anew, as Django does when its parameters change, makes no password younger."""
        kept = (self.password_set_at, list(self.former_passwords))
        right = super().check_password(raw_password)
        self.password_set_at, self.former_passwords = kept
        return right

    class Meta(auth.AbstractUser.Meta):
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"


class AuditEntry(models.Model):
    """Written by ``opd.audit`` alone, and never changed: the database sees to that."""

    at = models.DateTimeField("waktu")
    who = models.CharField("oleh", max_length=150)
    action = models.CharField("tindakan", max_length=50)
    subject = models.CharField("perihal", max_length=200)
    detail = models.JSONField("rincian", default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "catatan audit"
        verbose_name_plural = "catatan audit"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.action} {self.subject}"


class Holiday(models.Model):
    """A day on which offices are closed, beside Saturdays and Sundays."""

    day = models.DateField("tanggal", primary_key=True)
    name = models.CharField("nama", max_length=100)

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class Hits(models.Model):
    """How often somebody did something until a moment (``opd.limits``); ``key`` tells neither who nor what."""

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = "hitungan"
        verbose_name_plural = "hitungan"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%Y-%m-%d %H:%M}"
