"""What staff looks for, without a NIK in an address: it is sent as a form, and the session keeps its blind index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from opd.private import blind
from opd.service import values
from opd.service.models import Record
from opd.service.schema import Kind
from opd.service.values.choices import references

LONGEST = 100
FEW_DIGITS = 9  # a telephone number has ten
LIGHTS = {
    "merah": "Terlambat",
    "kuning": "Mendekati tenggat",
    "hijau": "Sesuai tenggat",
    "terbuka": "Belum selesai",
}


ORDERS = {"baru": "Terbaru", "tenggat": "Tenggat terdekat"}


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


def keep(request: HttpRequest, code: str, kind: Kind, typed: str) -> None:
    """Remember what to look for: hashes for sealed fields; the text itself only where it cannot be personal."""
    typed = typed.replace("\x00", "").strip()[:LONGEST]
    hashes = {
        name: blind(values.of(field).searched(typed))
        for name, field in kind.isian.items()
        if field.cari and field.is_sealed and typed
    }
    may_be_personal = (
        bool(hashes) and sum(one.isdigit() for one in typed) > FEW_DIGITS and not _is_number(code, typed)
    )
    plain = "" if may_be_personal else typed
    request.session[_key(code)] = {"hashes": hashes, "text": plain} if typed else None


def searched_in(kind: Kind) -> str:
    """What is looked through, in words for who looks."""
    names = ["nomor", "perihal", *(field.label for field in kind.isian.values() if field.cari)]
    return f"{', '.join(names[:-1])} atau {names[-1]}"


def kept(request: HttpRequest, code: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = request.session.get(_key(code))
    return found


def found(records: QuerySet[Record], kind: Kind, looked_for: dict[str, Any] | None) -> QuerySet[Record]:
    if not looked_for:
        return records
    wanted = Q(pk__in=[])
    for name, digest in looked_for["hashes"].items():
        wanted |= Q(pk__in=records.filter(searchable__field=name, searchable__hash=digest).values("pk"))
    if text := looked_for["text"]:
        wanted |= Q(number__iexact=text) | Q(title__icontains=text)
        for name, field in kind.isian.items():
            if field.cari and not field.is_sealed:
                wanted |= Q(**{f"data__{name}__icontains": text})
    return records.filter(wanted)


def filters(kind: Kind, asked: QueryDict) -> list[Filter]:
    """Those of the kind, with what is chosen; unknown values count as none."""
    offered = [("status", "Status", [(code, state.nama) for code, state in kind.status.items()])]
    if kind.tenggat:
        offered.append(("lampu", "Tenggat", list(LIGHTS.items())))
    for name, field in kind.isian.items():
        if not field.saring:
            continue
        choices = {
            "pilihan": lambda f=field: list(f.pilihan.items()),
            "ya_tidak": lambda: [("ya", "Ya"), ("tidak", "Tidak")],
            "rujukan": lambda f=field: references(f, every=True),
        }[field.tipe]()
        offered.append((name, field.label, choices))
    return [
        Filter(name, label, choices, chosen if (chosen := asked.get(name, "")) in dict(choices) else "")
        for name, label, choices in offered
    ]


def order(kind: Kind, asked: QueryDict) -> Filter | None:
    """How a list is sorted; None where there is only one way."""
    if kind.tenggat is None:
        return None
    chosen = asked.get("urut", "")
    return Filter("urut", "Urutkan", list(ORDERS.items()), chosen if chosen in ORDERS else "baru")


def ordered(records: QuerySet[Record], chosen: Filter | None) -> QuerySet[Record]:
    """What is done, and what has no deadline, comes last of what is sorted by it."""
    if chosen is None or chosen.chosen == "baru":
        return records.order_by("-created_at", "pk")
    return records.order_by(F("closed_at").asc(nulls_first=True), F("due").asc(nulls_last=True), "pk")


def filtered(
    records: QuerySet[Record], kind: Kind, chosen: list[Filter], asked: QueryDict
) -> QuerySet[Record]:
    for one in chosen:
        if not one.chosen:
            continue
        if one.name == "status":
            records = records.filter(state=one.chosen)
        elif one.name == "lampu":
            records = records.filter(_lit(one.chosen, timezone.localdate()))
        else:
            value: Any = one.chosen == "ya" if kind.isian[one.name].tipe == "ya_tidak" else one.chosen
            records = records.filter(data__contains={one.name: value})
    for name, lookup in (("dari", "received__gte"), ("sampai", "received__lte")):
        if day := _day(asked.get(name, "")):
            records = records.filter(**{lookup: day})
    return records


def _lit(light: str, today: date) -> Q:
    running = Q(closed_at=None)
    ticking = running & Q(paused_since=None)
    return {
        "merah": ticking & Q(due__lt=today),
        "kuning": ticking & Q(due__gte=today, warn_on__lte=today),
        "hijau": ticking & Q(warn_on__gt=today),
        "terbuka": running,
    }[light]


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except (ValueError, ValidationError):
        return None


def _is_number(code: str, typed: str) -> bool:
    return Record.objects.filter(kind=code, number__iexact=typed).exists()


def _key(code: str) -> str:
    return f"cari_{code}"
