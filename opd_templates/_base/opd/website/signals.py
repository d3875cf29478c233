"""What editors do is written down: who published what, who took it away. What they send waits as it may be kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, UploadedFile
from wagtail.signals import (
    page_published,
    page_unpublished,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from opd import audit
from opd.website.models import Picture, PublicDocument, PublicInformation, SiteProfile

# What is no page, and public or about what is public. (Requests have their own steps; holidays are the base's.)
KEPT = (Picture, PublicDocument, PublicInformation, SiteProfile, Redirect, Collection)


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


def _before(sender: type[Model], instance: Any, raw: bool, **_: Any) -> None:
    if not raw and instance.pk:
        instance._was = sender._default_manager.filter(pk=instance.pk).values().first()  # noqa: SLF001  # Django's own


def _saved(instance: Any, created: bool, raw: bool, update_fields: Any, **_: Any) -> None:
    """Which fields are others than before, and not what they hold. Wagtail measures a file when it is first shown, and
    saves that alone (``update_fields``): nobody's doing."""
    if raw or update_fields:
        return
    was = {} if created else getattr(instance, "_was", None) or {}
    fields = instance._meta.concrete_fields  # noqa: SLF001  # documented API
    changed = [
        field.name for field in fields if was and was[field.attname] != field.value_from_object(instance)
    ]
    if created or changed:
        audit.record(
            audit.actor(), "tambah" if created else "ubah", _kept(instance), **_facts(instance, changed)
        )


def _deleted(instance: Any, **_: Any) -> None:
    audit.record(audit.actor(), "hapus", _kept(instance))


def _facts(instance: Any, changed: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"isian": changed} if changed else {}
    if isinstance(instance, PublicDocument):
        facts |= {"sha256": instance.sha256, "diperiksa": instance.is_checked}
    return facts


def _kept(instance: Any) -> str:
    kind = str(instance._meta.verbose_name)  # noqa: SLF001  # as above
    return f"{kind}:{instance.pk} {instance}"[:200]


for _model in KEPT:
    pre_save.connect(_before, sender=_model, dispatch_uid=f"website.before.{_model.__name__}")
    post_save.connect(_saved, sender=_model, dispatch_uid=f"website.saved.{_model.__name__}")
    post_delete.connect(_deleted, sender=_model, dispatch_uid=f"website.deleted.{_model.__name__}")
