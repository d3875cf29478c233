"""Who a ticket is for: what may be asked, and what is known of somebody without reading it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from opd.private import blind
from opd.queue import states
from opd.queue.config import Limits
from opd.queue.models import Ticket
from opd.refusal import Refused

FIELDS = ("name", "born", "phone", "nik", "card", "record_number")
INDEXES = ("person", "nik_index", "phone_index", "card_index")


@dataclass(frozen=True, slots=True)
class Person:
    """All may be empty: somebody at the kiosk is nobody. ``born`` is ISO 8601."""

    name: str = ""
    born: str = ""
    phone: str = ""
    nik: str = ""
    card: str = ""
    record_number: str = ""

    @classmethod
    def of(cls, cleaned: dict[str, Any]) -> Person:
        return cls(**{field: str(cleaned.get(field) or "") for field in FIELDS})

    @classmethod
    def holding(cls, ticket: Ticket) -> Person:
        return cls(**{field: getattr(ticket, field) for field in FIELDS})

    @property
    def index(self) -> str:
        return blind(f"{' '.join(self.name.split())}|{self.born}") if self.name and self.born else ""

    def is_whose(self) -> Q | None:
        """Finds this person's tickets; None for somebody who said nothing."""
        known = Q(person=self.index) if self.index else Q()
        if self.nik:
            known |= Q(nik_index=blind(self.nik))
        if self.card:
            known |= Q(card_index=blind(self.card))
        return known if known else None


def only_one(person: Person, room: str, day: date, but: UUID | None = None) -> None:
    """Refused where the person has an open ticket for this room and day, other than ``but``. Whoever holds the room's
    counter asks."""
    known = person.is_whose()
    if known is None:
        return
    if Ticket.objects.filter(known, room=room, day=day, state__in=states.OPEN).exclude(pk=but).exists():
        raise Refused("Orang ini sudah memiliki tiket aktif di poli dan tanggal ini.")


def may_book(person: Person, today: date, limits: Limits) -> None:
    """Refused for who booked and stayed away too often; the kiosk and the desk serve them all the same."""
    known = person.is_whose()
    if known is None or not limits.mangkir.larangan_hari:
        return
    missed = Ticket.objects.filter(known, source="online", state=states.ABSENT)
    since = today - timedelta(days=limits.mangkir.dalam_hari)
    days = sorted(missed.filter(day__gte=since).values_list("day", flat=True))
    until = days[-1] + timedelta(days=limits.mangkir.larangan_hari) if days else today
    if len(days) >= limits.mangkir.kali and today <= until:
        raise Refused(
            f"Sudah {len(days)} kali memesan tanpa datang. Pemesanan dari rumah dibuka lagi sesudah "
            f"{until:%d-%m-%Y}; Anda tetap dapat mengambil nomor di puskesmas."
        )
