"""What editors do is written down: who published what, who took it away. What they send waits as it may be kept."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import UploadedFile
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


@receiver(pre_save, sender=UploadedFile)
def _waits(instance: UploadedFile, **_: Any) -> None:
    """Before it lies on the disk: Wagtail copies it from there, past the form that checks files."""
    from opd.website import upload_forms  # here: it loads the editors' part, which begins later

    if not instance.file._committed:  # noqa: SLF001  # Django tells a new file by nothing else
        instance.file = upload_forms.waiting(instance.for_content_type.model_class(), instance.file.file)
