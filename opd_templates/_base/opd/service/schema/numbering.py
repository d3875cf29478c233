"""How records and letters are numbered: ``{kode}/{urut:04d}/{bulan_romawi}/{tahun}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from opd.service.schema.kinds import Section

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PARTS = ("kode", "urut", "hari", "bulan", "bulan_romawi", "tahun")
LONGEST = 60
_PART = re.compile(r"\{([^{}]*)\}")
_NEEDS = {"tahun": {"tahun"}, "bulan": {"tahun"}, "selamanya": set()}


class Number(Section):
    """``per`` says when counting begins anew."""

    format: str
    per: Literal["tahun", "bulan", "selamanya"] = "tahun"


def period(number: Number, day: date) -> str:
    """Numbers count within it: ``2026``, ``2026-03`` or nothing."""
    return {"tahun": f"{day:%Y}", "bulan": f"{day:%Y-%m}", "selamanya": ""}[number.per]


def written(number: Number, code: str, count: int, day: date) -> str:
    """The ``count``-th number of its period, as people read it."""
    values = {
        "kode": code, "hari": f"{day:%d}", "bulan": f"{day:%m}", "bulan_romawi": ROMAN[day.month - 1],
        "tahun": f"{day:%Y}",
    }  # fmt: skip

    def put(found: re.Match[str]) -> str:
        name, _, width = found[1].partition(":")
        return f"{count:0{int(width[:-1])}d}" if width else str(count) if name == "urut" else values[name]

    return _PART.sub(put, number.format)


def faults(number: Number) -> Iterator[tuple[str, str, str]]:
    """Fault, reason, remedy: what would make numbers that cannot be read, or twice the same."""
    names, text = set(), str(number.format)
    for found in _PART.finditer(text):
        name, _, width = found[1].partition(":")
        names.add(name)
        if name not in PARTS:
            yield f"`{{{found[1]}}}` is not known", "", f"Use {', '.join(f'{{{part}}}' for part in PARTS)}."
        elif width and (name != "urut" or not re.fullmatch(r"0[1-9]d", width)):
            yield (
                f"`{{{found[1]}}}` cannot be written so",
                "",
                "Write `{urut:04d}`; the other parts take no width.",
            )
    rest = _PART.sub("", text)
    if not re.fullmatch(r"[A-Za-z0-9/._ -]*", rest) or len(text) > LONGEST:
        yield (
            "it holds what a number may not",
            "",
            f"Use letters, digits, `/ . _ -`, at most {LONGEST} in all.",
        )
    if "urut" not in names:
        yield "`{urut}` is missing", "All records would have the same number.", "Write `{urut:04d}` into it."
    if number.per == "bulan" and not names & {"bulan", "bulan_romawi"}:
        yield (
            "the month is missing",
            "Counting begins anew each month.",
            "Add `{bulan_romawi}`, or `per: tahun`.",
        )
    if missing := sorted(_NEEDS[number.per] - names):
        yield (
            f"`{{{missing[0]}}}` is missing",
            f"Counting begins anew each {'month' if number.per == 'bulan' else 'year'}: numbers would come twice.",
            f"Add `{{{missing[0]}}}`, or write `per: selamanya`.",
        )
