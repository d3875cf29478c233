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
from opd.complaints.models import Complaint, Officer
from opd.complaints.redaction import without_reporter
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

    def reads(self, complaint: Complaint, text: str) -> str:
        """What a citizen wrote, as the user may read it: as it is only who works on it, and may know who wrote it."""
        if self.is_coordinator or (self.works_on(complaint) and not complaint.anonymous):
            return text
        return without_reporter(complaint, text)

    def sees_photos(self, complaint: Complaint) -> bool:
        return self.works_on(complaint) or (self.may("lead") and not complaint.confidential)


def may_open(user: Any, reporter: Any) -> bool:
    """For ``opd.reveal``."""
    access = Access(user)
    complaint = access.complaints().filter(pk=reporter.complaint_id).first()
    return complaint is not None and access.opens_identity(complaint)


def need(allowed: object) -> None:
    if not allowed:
        raise PermissionDenied
