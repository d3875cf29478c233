"""What a member of staff may see: requests of their own kelurahan, RT and RW those of their people, a camat those that
wait for one. Whoever is placed nowhere sees nothing, unless there is one kelurahan alone."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from opd.letters import offices
from opd.letters.models import Application, Letter, Official, Placement
from opd.letters.rules import flow
from opd.letters.rules.kinds import LetterType
from opd.roles import has

INSIDE = (flow.OPERATOR, flow.SECTION, flow.SECRETARY, flow.HEAD)
PRINTING = {"camat": (*flow.SIGNERS, flow.CAMAT), "siap": flow.SIGNERS}
"""In which state who has to print a letter to sign it."""
WATCHED = ("camat", "siap", "diambil", "tidak_diambil", "dicabut")


class Access:
    def __init__(self, user: Any) -> None:
        self.user = user
        self.name: str = user.get_username()

    @cached_property
    def roles(self) -> frozenset[str]:
        known = (*INSIDE, flow.RT, flow.RW, flow.CAMAT)
        return frozenset(role for role in known if has(self.user, role))

    @cached_property
    def inside(self) -> bool:
        """Whether somebody works in a kelurahan."""
        return not self.roles.isdisjoint(INSIDE)

    @cached_property
    def placements(self) -> list[Placement]:
        return [one for one in Placement.objects.filter(user=self.user) if one.office in offices.offices()]

    @cached_property
    def offices(self) -> list[str]:
        """Ids of the kelurahan whose things somebody may see, as far as a role lets them."""
        if offices.ONLY in offices.offices():
            return [offices.ONLY]
        return sorted({one.office for one in self.placements})

    @property
    def office(self) -> offices.Office:
        """The kelurahan that somebody works in. PermissionDenied for none."""
        if not self.inside or len(self.offices) != 1:
            raise PermissionDenied
        return offices.offices()[self.offices[0]]

    def applications(self) -> QuerySet[Application]:
        """Those that somebody may see. Drafts are the applicants' own."""
        shown = Q(pk=None)
        if self.inside and len(self.offices) == 1:
            shown |= Q(office=self.offices[0])
        if flow.CAMAT in self.roles:
            shown |= Q(office__in=self.offices, state__in=WATCHED, kind__in=_asking_camat())
        for one in self.placements:
            if flow.RT in self.roles and one.rt and one.rw:
                shown |= Q(office=one.office, rt=one.rt, rw=one.rw, state=flow.RT)
            if flow.RW in self.roles and one.rw:
                shown |= Q(office=one.office, rw=one.rw, state=flow.RW)
        return Application.objects.filter(shown).exclude(state="draf")

    def application(self, key: UUID) -> Application:
        """Http404 for what is not there, and for what is not theirs: the answer tells nothing of others' requests."""
        found = self.applications().filter(pk=key).first()
        if found is None:
            raise Http404
        return found

    def letters(self) -> QuerySet[Letter]:
        """Those of the register. PermissionDenied for who works in no kelurahan."""
        return Letter.objects.filter(office=self.office.id)

    def steps(self, application: Application) -> dict[str, flow.Step]:
        return {} if application.cleared_at else flow.possible(application.state, self.roles)

    def sees_data(self) -> bool:
        """Whether somebody may read the answers and papers: RT and RW vouch for a person, and need neither."""
        return self.inside or flow.CAMAT in self.roles

    def opens(self, application: Application, kind: LetterType | None) -> bool:
        """Whether somebody may open the scans and give no reason: while they work on the request, which is the reason;
        of specific data never."""
        return bool(kind and not kind.specific and not application.closed_at and self.sees_data())

    def erases(self) -> bool:
        """Personal data before its time: those in charge, when whom it is about asks for it."""
        return not self.roles.isdisjoint((flow.SECTION, *flow.SIGNERS))

    def prints(self, application: Application, kind: LetterType | None) -> bool:
        """Whether somebody may print the letter and give no reason: of specific data only who is to sign it."""
        if kind is not None and not kind.specific:
            return self.sees_data()
        return not self.roles.isdisjoint(PRINTING.get(application.state, ()))


def need(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def endorsers(application: Application) -> QuerySet[Placement]:
    """Who can answer as the RT, or RW, that a request waits for."""
    area = (
        {"rt": application.rt, "rw": application.rw}
        if application.state == flow.RT
        else {"rw": application.rw}
    )
    known = Placement.objects.filter(user__is_active=True, user__is_staff=True, office=application.office)
    return known.filter(user__groups__name=application.state, **area)


def _asking_camat() -> list[str]:
    from opd.letters import current

    return [slug for slug, kind in current.types().items() if flow.CAMAT in kind.route]


def signers(
    access: Access, office: str, day: Any, positions: Collection[str] = flow.SIGNERS
) -> QuerySet[Official]:
    """As whom somebody may sign that day: a lurah, or the secretary in the lurah's name; or a camat, where asked."""
    positions = [role for role in positions if role in access.roles]
    valid = Q(until=None) | Q(until__gte=day)
    own = Q(account=None) | Q(account=access.user)
    return Official.objects.filter(valid, own, office=office, position__in=positions, since__lte=day)
