"""Requests of one person for one letter at the same time. Each is taken: whoever types a NIK must neither learn that
its person has one, nor keep that person from having one. The desk sees them, and one alone goes past the check."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from opd.letters.models import Application

DECIDED = (
    "Permohonan lain dengan NIK dan jenis surat yang sama sudah dinyatakan lengkap dan suratnya belum diambil. "
    "Selesaikan yang itu, atau tolak salah satunya."
)
_OPEN = Application.objects.filter(closed_at=None).exclude(state="draf").exclude(nik_index="")


def of(application: Application) -> QuerySet[Application]:
    """The other open ones."""
    same = {name: getattr(application, name) for name in ("office", "kind", "nik_index")}
    return _OPEN.filter(**same).exclude(pk=application.pk).order_by("created_at")


def marked(found: QuerySet[Application]) -> QuerySet[Application]:
    """Each says by ``double`` whether another one is open."""
    same = {name: OuterRef(name) for name in ("office", "kind", "nik_index")}
    return found.annotate(double=Exists(_OPEN.filter(**same).exclude(pk=OuterRef("pk"))))
