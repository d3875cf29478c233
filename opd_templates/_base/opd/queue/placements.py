"""Who works in which room. Whoever is placed nowhere calls nowhere: a role says what somebody can do, not where.

A letter that is no longer in ``antrian.yaml`` counts for nothing, and goes with the next change of whoever has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet

from opd import audit
from opd.models import User
from opd.queue import current
from opd.queue.config import Room
from opd.queue.models import Placement

PERMISSION = "queue.serve_room"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def rooms(user: User) -> dict[str, Room]:
    """Those that somebody may call in, as ``antrian.yaml`` has them."""
    return _there(Placement.objects.filter(user=user).values_list("room", flat=True))


def roster() -> list[tuple[User, dict[str, Room]]]:
    """Everybody who may be placed, with their rooms: two questions."""
    placed: dict[int, set[str]] = defaultdict(set)
    for key, room in Placement.objects.values_list("user_id", "room"):
        placed[key].add(room)
    return [(one, _there(placed[one.pk])) for one in clerks()]


def _there(codes: Iterable[str]) -> dict[str, Room]:
    known = set(codes)
    return {code: room for code, room in current.config().queues.items() if code in known}


def clerks() -> QuerySet[User]:
    """Who may be placed: active members of staff whose roles let them work in a room."""
    found = User.objects.with_perm(PERMISSION, include_superusers=False, backend=_BACKEND)
    return found.filter(is_staff=True).order_by("username")


@transaction.atomic
def place(user: User, wanted: Collection[str], who: str) -> None:
    """From now on ``user`` works in these rooms, and in no other; what changed is in the audit log."""
    User.objects.select_for_update().get(pk=user.pk)  # of two who decide at once the second one's word counts
    placed = set(Placement.objects.filter(user=user).values_list("room", flat=True))
    given, taken = sorted(set(wanted) - placed), sorted(placed - set(wanted))
    if not given and not taken:
        return
    Placement.objects.filter(user=user, room__in=taken).delete()
    Placement.objects.bulk_create(Placement(user=user, room=room) for room in given)
    audit.record(who, "penempatan diubah", f"pengguna:{user.pk}", diberi=given, dicabut=taken)
