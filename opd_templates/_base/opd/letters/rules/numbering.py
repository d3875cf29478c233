"""A letter's number in writing."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PARTS = ("kode", "urut", "kelurahan", "bulan_romawi", "bulan", "tahun")
NEEDED = ("urut", "kelurahan", "tahun")
"""Without one of them two letters could bear the same number: it begins anew in each kelurahan, each year."""


def written(form: str, code: str, count: int, office: str, day: date) -> str:
    return form.format(
        kode=code,
        urut=count,
        kelurahan=office,
        bulan_romawi=ROMAN[day.month - 1],
        bulan=f"{day.month:02}",
        tahun=day.year,
    )


def faults(form: str) -> Iterator[str]:
    """What keeps ``form`` from being one."""
    try:
        parts = [
            (name, spec, how) for _, name, spec, how in string.Formatter().parse(form) if name is not None
        ]
        written(form, "X", 1, "Y", date(2026, 1, 1))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        yield f"it cannot be filled in; parts are {', '.join(f'{{{part}}}' for part in PARTS)}"
        return
    names = [name for name, _, _ in parts]
    if any(name not in PARTS for name in names):
        yield "it reaches into a part; write the part's name alone"
    for part in NEEDED:
        if part not in names:
            yield f"{{{part}}} is missing: two letters could bear the same number"
