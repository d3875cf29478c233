"""Complaints that may be about the same thing: of the same category, near in place and time."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from opd.complaints import current, places, states
from opd.complaints.models import Complaint

ENDED = (states.MERGED, states.REFUSED, states.WITHDRAWN)
MOST = 10
SHOWN_OF = 200


def alike(complaint: Complaint) -> list[tuple[Complaint, int | None]]:
    """The nearest first, with how many meters lie between; None where one of both has no place on the map."""
    near = current.settings().tempat
    since = complaint.received - timedelta(days=near.duplikat_hari)
    others = Complaint.objects.filter(
        category=complaint.category, received__gte=since, received__lte=complaint.received + timedelta(days=1)
    ).exclude(Q(pk=complaint.pk) | Q(state__in=ENDED))
    found = []
    for other in others.order_by("-created_at")[:SHOWN_OF]:
        if complaint.place and other.place:
            apart = places.meters(complaint.place, other.place)
            if apart <= near.duplikat_meter:
                found.append((other, round(apart)))
        elif complaint.village and other.village == complaint.village:
            found.append((other, None))
    return sorted(found, key=lambda one: (one[1] is None, one[1] or 0))[:MOST]


def root(complaint: Complaint) -> Complaint:
    """What it was merged into, at the end of the chain; in a ring, which none should be, where it closes."""
    seen = {complaint.pk}
    while complaint.duplicate_of is not None and complaint.duplicate_of_id not in seen:
        complaint = complaint.duplicate_of
        seen.add(complaint.pk)
    return complaint


def locked(complaint: Complaint, into: str = "") -> Complaint:
    """Fresh, its row locked; with that of the code ``into``, in one order: two that are merged into each other at once
    wait for one another."""
    wanted = Q(pk=complaint.pk) | Q(code=into) if into else Q(pk=complaint.pk)
    rows = Complaint.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk")
    return next(row for row in list(rows) if row.pk == complaint.pk)
