"""Who works for which unit, and the numbers of a year."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from opd.complaints.models.complaint import CODE


class Officer(models.Model):
    """For which unit a liaison officer works."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    unit = models.CharField(max_length=CODE)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.unit}"


class Counter(models.Model):
    """The last number of a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
