"""What followed is told there, too: every state and every answer of a complaint that has its number, in their order.

Each event has a key, so that one that is sent again after a failure is the same one there; it is not counted as told
before it was taken.
"""

from __future__ import annotations

import logging

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from opd.complaints import events, states
from opd.complaints.models import Complaint, Event
from opd.complaints.redaction import without_reporter
from opd.complaints.sp4n import handing, line
from opd.complaints.sp4n.adapter import NoLine, Sp4nAdapter, Sp4nError, Update

log = logging.getLogger("opd.sp4n")


def untold() -> QuerySet[Event]:
    """What was handed to the nation is not ours to tell any more."""
    found = Event.objects.filter(public=True, pk__gt=F("complaint__sp4n_told"), complaint__cleared_at=None)
    found = found.exclude(complaint__sp4n_id="").exclude(complaint__state=states.NATIONAL)
    return found.filter(Q(what=events.ANSWER) | ~Q(before="")).order_by("pk")


def update(event: Event) -> Update | None:
    """Of what the reporter does the state alone: those words are for the office. Where an answer was withdrawn as well;
    None where it was all."""
    has_words = event.who != states.REPORTER and not _is_withdrawn(event)
    if event.what == events.ANSWER and not has_words:
        return None
    return Update(
        key=f"{event.complaint.code}/{event.pk}",
        at=timezone.localtime(event.at).isoformat(timespec="seconds"),
        status=states.STATES[event.after].name,
        text=without_reporter(event.complaint, event.note) if has_words else "",
    )


def _is_withdrawn(event: Event) -> bool:
    """The history keeps the words of an answer that the coordinator took back: they are known by it alone."""
    said = event.complaint.responses.order_by("public").values_list("text", "public")  # said again counts
    return dict(said).get(event.note) is False


def tell_all(via: Sp4nAdapter) -> tuple[int, int]:
    """How many were told, and of how many complaints it failed: what follows in those waits, for it has an order."""
    told, failed = 0, set()
    refused_last = F("complaint__sp4n_failed").asc(nulls_first=True), "pk"
    for event in (
        untold().select_related("complaint__reporter").order_by(*refused_last).iterator(handing.MOST)
    ):
        if event.complaint_id in failed:
            continue
        try:
            told += _tell(via, event)
        except Sp4nError as error:
            log.warning("not told: %s", error, extra={"event": event.complaint.code})
            handing.note_failure(event.complaint_id)
            failed.add(event.complaint_id)
            if isinstance(error, NoLine) or len(failed) == handing.MOST_FAILED:
                break
        if told == handing.MOST:
            break
    return told, len(failed)


def _tell(via: Sp4nAdapter, event: Event) -> bool:
    """Whether there was something to tell."""
    if news := update(event):
        via.update(event.complaint.sp4n_id, news)
    Complaint.objects.filter(pk=event.complaint_id).update(sp4n_told=event.pk, sp4n_failed=None)
    return news is not None


def count_as_told() -> None:
    """Where there is no line, staff enters there what follows; one that comes later begins with what follows then."""
    last = Event.objects.filter(complaint=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    waiting = Complaint.objects.filter(pk__in=untold().order_by().values("complaint"))
    waiting.update(sp4n_told=Subquery(last))


def nightly(_: object) -> int:
    """For ``retention.ends``, after what waits was sent."""
    via = handing.adapter()
    if via is None:
        count_as_told()
        return 0
    with line.turn(via, line.BY_NIGHT) as held:
        return tell_all(held)[0] if held else 0
