"""Whose complaints a member of staff sees, and how much of who reported them.

Each role has its own doors: an office sees what was handed to it, the oversight what is of its class, and nobody in
charge ever sees who stands behind an anonymous complaint.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from opd import roles
from opd.complaints import current, states
from opd.complaints.models import Complaint, Event, Officer
from opd.complaints.redaction import for_others, is_unchecked, without_reporter
from opd.complaints.roles import ROLES


class Access:
    """What ``user`` may. One per request. A superuser has no role by that alone."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.name: str = user.get_username()

    def may(self, permission: str) -> bool:
        holders = [role for role, held in ROLES.items() if f"complaints.{permission}" in held]
        return roles.has(self.user, *holders)

    @cached_property
    def unit(self) -> str:
        """For which the user works; empty where none was set."""
        found = Officer.objects.filter(user_id=self.user.pk).first() if self.may("follow_up") else None
        return found.unit if found else ""

    @cached_property
    def is_coordinator(self) -> bool:
        return self.may("verify")

    def complaints(self) -> QuerySet[Complaint]:
        """All that the user may see at all."""
        if self.is_coordinator or self.may("lead") or self.may("audit"):
            return Complaint.objects.all()
        seen = Q(pk=None)
        if self.unit:
            seen |= Q(unit=self.unit) & ~Q(klass=states.OVERSEEN)
        if self.may("oversee"):
            seen |= Q(klass=states.OVERSEEN, unit=current.settings().pengawasan)
        return Complaint.objects.filter(seen)

    def complaint(self, key: Any) -> Complaint:
        """404 for what the user may not see: not even that it exists."""
        found = self.complaints().filter(pk=key).first()
        if found is None:
            raise Http404
        return found

    def actors(self, complaint: Complaint) -> frozenset[str]:
        """As whom the user may lead it into another state."""
        found = set()
        if self.is_coordinator:
            found.add(states.COORDINATOR)
        if self.unit and complaint.unit == self.unit and complaint.klass != states.OVERSEEN:
            found.add(states.LIAISON)
        if self.may("oversee") and complaint.klass == states.OVERSEEN:
            found.add(states.OVERSIGHT)
        return frozenset(found)

    def works_on(self, complaint: Complaint) -> bool:
        return bool(self.actors(complaint))

    def opens_identity(self, complaint: Complaint) -> bool:
        """Whether the user may see who reported, for a reason; of somebody anonymous the coordinator alone."""
        if not self.may("open_identity") or not self.works_on(complaint) or complaint.cleared_at:
            return False
        return self.is_coordinator or not complaint.anonymous

    def reads_all(self, complaint: Complaint) -> bool:
        """What a citizen wrote, as it is: who works on it, and may know who wrote it."""
        return self.is_coordinator or (self.works_on(complaint) and not complaint.anonymous)

    def reads(self, complaint: Complaint, text: str) -> str:
        """Words about it, as the user may read them."""
        return text if self.reads_all(complaint) else without_reporter(complaint, text)

    def text(self, complaint: Complaint) -> str:
        return complaint.text if self.reads_all(complaint) else for_others(complaint)

    def address(self, complaint: Complaint) -> str:
        """Of an anonymous one it stands in ``office_text``, as far as it tells nothing of who reported."""
        hidden = complaint.anonymous and not self.reads_all(complaint)
        return "" if hidden else self.reads(complaint, complaint.address)

    def reporters(self, complaint: Complaint, text: str) -> str:
        """Words of whoever reported it: of an anonymous one nothing before the coordinator let something through."""
        hidden = is_unchecked(complaint) and not self.reads_all(complaint)
        return "" if hidden else self.reads(complaint, text)

    def history(self, complaint: Complaint) -> list[Event]:
        """The newest first. What the reporter of an anonymous one wrote before it was handed on is in ``office_text``,
        too."""
        inside, checked = self.works_on(complaint) or self.may("audit"), not complaint.anonymous
        found = list(complaint.events.all())
        for event in found:
            shown = checked or event.who != states.REPORTER or self.reads_all(complaint)
            event.note = self.reads(complaint, event.note) if shown else ""
            checked = checked or (event.after == states.HANDED and bool(complaint.office_text))
        return [event for event in reversed(found) if event.public or inside]

    def sees_photos(self, complaint: Complaint) -> bool:
        unseen = complaint.confidential or is_unchecked(complaint)
        return self.works_on(complaint) or (self.may("lead") and not unseen)


def may_open(user: Any, reporter: Any) -> bool:
    """For ``opd.reveal``."""
    access = Access(user)
    complaint = access.complaints().filter(pk=reporter.complaint_id).first()
    return complaint is not None and access.opens_identity(complaint)


def need(allowed: object) -> None:
    if not allowed:
        raise PermissionDenied
