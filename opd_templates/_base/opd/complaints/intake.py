"""A complaint comes in: by the web's form, or written down at the desk."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from opd import days, tokens
from opd.complaints import current, events, numbers
from opd.complaints.clocks import Clock
from opd.complaints.models import Complaint, Photo, Reporter

PUBLIC = "pelapor"
SMALL_SIDE = 480
IDENTITY = ("name", "phone", "email", "nik")
Picture = tuple[str, ContentFile]
"""A file's ending and content, as ``opd.uploads`` took it."""


@transaction.atomic
def take(
    given: Mapping[str, Any],
    pictures: Iterable[Picture] = (),
    *,
    channel: str = "web",
    user: Any = None,
    key: UUID | None = None,
    notice: str = "",
) -> tuple[Complaint, str]:
    """The complaint, and its token, which is told this once. ``given`` are cleaned fields of ``forms.ReportForm``.

    Pictures are stored before the number is given: others wait for it, and files take their time. An IntegrityError
    says that the same form (``key``) came twice.
    """
    settings, today, token = current.settings(), timezone.localdate(), tokens.new()
    point = given.get("place")
    clock = Clock(today, settings.tenggat.verifikasi)
    complaint = Complaint(
        pk=key or uuid4(),
        token=tokens.digest(token),
        category=given["category"],
        sub=given.get("sub", ""),
        text=given["text"],
        village=given.get("village", ""),
        address=given.get("address", ""),
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        outside=bool(point) and not current.border().contains(point),
        anonymous=bool(given.get("anonymous")),
        confidential=bool(given.get("confidential")),
        channel=channel,
        received=today,
        state_since=today,
        opened_on=today,
        created_by=user,
        clock_since=clock.since,
        clock_days=clock.days,
        due=clock.due(days.holidays()),
        notice=notice,
    )
    photos = [_stored(complaint, ending, content) for ending, content in pictures]
    complaint.code = numbers.assign(settings.awalan, today.year)
    complaint.save(force_insert=True)
    Photo.objects.bulk_create(photos)
    if any(given.get(name) for name in IDENTITY):
        Reporter.objects.create(complaint=complaint, **{name: given.get(name) or "" for name in IDENTITY})
    who = user.get_username() if user else PUBLIC
    events.write(complaint, who, "Laporan diterima", kanal=channel)
    return complaint, token


def add_photos(
    complaint: Complaint, pictures: Iterable[Picture], kind: str = Photo.REPORT, *, public: bool = False
) -> list[Photo]:
    """Within the caller's transaction; files whose transaction fails are swept at night (``clearing.sweep``)."""
    made = [_stored(complaint, ending, content, kind, public=public) for ending, content in pictures]
    return Photo.objects.bulk_create(made)


def _stored(
    complaint: Complaint, ending: str, content: ContentFile, kind: str = Photo.REPORT, *, public: bool = False
) -> Photo:
    photo = Photo(complaint=complaint, kind=kind, public=public)
    photo.file.save(f"foto{ending}", content, save=False)
    photo.small.save("foto.jpg", _small(content), save=False)
    return photo


def _small(content: ContentFile) -> ContentFile:
    """What pages show. The picture was written anew before: it is one, and no larger than ``opd.uploads`` lets."""
    from PIL import Image

    content.seek(0)
    with Image.open(content) as opened:
        opened.thumbnail((SMALL_SIDE, SMALL_SIDE))
        picture = opened.convert("RGB")
    into = io.BytesIO()
    picture.save(into, "JPEG", quality=70)
    return ContentFile(into.getvalue())
