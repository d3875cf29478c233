"""What a type may ask of a person beside the common: its file says what (``data_diri``), and what may be left out.

Each is a field of the type like others, so that it is sealed, shown and printed as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from opd.letters.rules.checker import Checker
from opd.letters.rules.kinds import Field

_AS_ON_CARD = "Seperti pada KTP."
_RELIGIONS = {
    "islam": "Islam",
    "kristen": "Kristen",
    "katolik": "Katolik",
    "hindu": "Hindu",
    "buddha": "Buddha",
    "khonghucu": "Khonghucu",
    "kepercayaan": "Kepercayaan terhadap Tuhan Yang Maha Esa",
}
_SEXES = {"l": "Laki-laki", "p": "Perempuan"}
PERSON: Mapping[str, Field] = {
    field.code: field
    for field in (
        Field("lahir_di", "Tempat lahir", help=_AS_ON_CARD, most=80, example="Kota Rekaan"),
        Field("lahir_tanggal", "Tanggal lahir", "tanggal", when="lampau"),
        Field("jenis_kelamin", "Jenis kelamin", "pilihan", choices=_SEXES),
        Field("agama", "Agama", "pilihan", help=_AS_ON_CARD, choices=_RELIGIONS),
        Field("pekerjaan", "Pekerjaan", help=_AS_ON_CARD, most=80, example="Wiraswasta"),
    )
}
"""In the order in which they are asked."""
_HOW = ("wajib", "boleh")


def asked(check: Checker) -> dict[str, Field]:
    if check.at(("data_diri",)) is None:
        return {}
    check.keys(("data_diri",), PERSON)
    given = check.at(("data_diri",))
    return {
        code: replace(field, required=check.one_of(("data_diri", code), _HOW, "wajib") == "wajib")
        for code, field in PERSON.items()
        if isinstance(given, dict) and code in given
    }
