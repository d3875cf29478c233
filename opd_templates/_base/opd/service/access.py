"""Who may see and do what: the schema says it by roles, and every view and the API ask here."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from opd import roles
from opd.service import current
from opd.service.models import Record
from opd.service.schema import Kind, Letter, Move


class Access:
    """A member of staff before the schema. A superuser has no role by that alone."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.name: str = user.get_username()
        self.roles = frozenset(role for role in current.schema().peran if roles.has(user, role))

    def has(self, names: tuple[str, ...]) -> bool:
        return not self.roles.isdisjoint(names)

    def kinds(self) -> dict[str, Kind]:
        """The kinds of which this user sees any record."""
        return {
            code: kind
            for code, kind in current.schema().jenis.items()
            if self.sees(kind) or self.has(kind.buat)
        }

    def sees(self, kind: Kind) -> bool:
        return self.has(kind.lihat) or self.has(kind.lihat_sendiri)

    def kind(self, code: str) -> Kind:
        """Http404 where there is no such kind, PermissionDenied where this user has nothing to do with it."""
        kind = current.schema().jenis.get(code)
        if kind is None:
            raise Http404
        if not (self.sees(kind) or self.has(kind.buat)):
            raise PermissionDenied
        return kind

    def records(self, code: str) -> QuerySet[Record]:
        """Those that this user may see; ``lihat_sendiri`` sees its own, and what reversed them."""
        kind = self.kind(code)
        found = Record.objects.filter(kind=code)
        if self.has(kind.lihat):
            return found
        if self.has(kind.lihat_sendiri):
            return found.filter(Q(created_by=self.user) | Q(reverses__created_by=self.user))
        return found.none()

    def record(self, code: str, key: Any) -> tuple[Kind, Record]:
        """A record that is out of sight is not found, as one that is not there."""
        try:
            return self.kind(code), self.records(code).get(pk=key)
        except Record.DoesNotExist:
            raise Http404 from None

    def moves(self, kind: Kind, record: Record) -> dict[str, Move]:
        """None where the record was reversed or its personal data is gone."""
        if record.reverses_id or record.cleared_at or record.is_reversed:
            return {}
        return kind.moves(record.state, self.roles)

    def letters(self, kind: Kind, record: Record) -> dict[str, Letter]:
        """Those that may be made now."""
        made = set(record.letters.filter(voided_at=None).values_list("code", flat=True))
        return {
            code: letter
            for code, letter in kind.surat.items()
            if code not in made
            and record.state in letter.saat
            and self.has(letter.oleh)
            and not record.cleared_at
        }

    def reads_letters(self, kind: Kind) -> bool:
        """Letters hold what is masked elsewhere."""
        return self.has(kind.buka or kind.lihat) or any(
            self.has(letter.oleh) for letter in kind.surat.values()
        )

    def opens(self, kind: Kind) -> bool:
        """Personal data."""
        return self.has(kind.buka)

    def opens_files(self, kind: Kind) -> bool:
        return self.has(kind.buka or kind.lihat)

    def reveals(self, kind: Kind) -> bool:
        """Whether there is anything that this user sees for a reason alone: answers, files, letters."""
        return kind.has_personal and (self.opens_files(kind) or self.reads_letters(kind))

    def erases(self, kind: Kind) -> bool:
        """Personal data before its time: those in charge, when whom it is about asks for it."""
        return kind.has_personal and self.has(current.schema().pengurus)

    def corrects(self, kind: Kind, record: Record) -> bool:
        return (
            self.has(kind.koreksi_oleh)
            and not record.reverses_id
            and not record.cleared_at
            and not (kind.koreksi == "balik" and record.is_reversed)
        )


def need(allowed: bool) -> None:  # reads as a sentence: need(access.opens(kind))
    """PermissionDenied unless."""
    if not allowed:
        raise PermissionDenied
