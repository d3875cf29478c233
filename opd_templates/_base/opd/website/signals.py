"""What editors do is written down: who published what, who took it away."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import (
    page_published,
    page_unpublished,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from opd import audit


def _told(instance: Any) -> str:
    return f"halaman:{instance.pk} {instance.url_path}"[:200]


@receiver(page_published)
def _published(instance: Any, **_: Any) -> None:
    audit.record(audit.actor(), "terbit", _told(instance))


@receiver(page_unpublished)
def _unpublished(instance: Any, **_: Any) -> None:
    audit.record(audit.actor(), "tarik terbitan", _told(instance))


@receiver(workflow_submitted)
def _submitted(instance: Any, **_: Any) -> None:
    audit.record(audit.actor(), "ajukan naskah", _told(instance.content_object))


@receiver(workflow_approved)
def _approved(instance: Any, **_: Any) -> None:
    audit.record(audit.actor(), "setujui naskah", _told(instance.content_object))


@receiver(workflow_rejected)
def _rejected(instance: Any, **_: Any) -> None:
    audit.record(audit.actor(), "kembalikan naskah", _told(instance.content_object))
