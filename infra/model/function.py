"""What a site is for, and the leave to run what a national shared application is for.

Perpres 95/2018, article 63: where one is designated (*aplikasi umum*), offices stop building another that
does the same, unless the ministry allows it (*izin aplikasi sejenis*).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator

from infra.model.kinds import Note
from infra.model.refusal import refuse, shown
from infra.model.section import Section

COMPLAINTS = "pengaduan"
SP4N_URL = "SP4N_URL"
"""The variable by which template `complaints` is told where SP4N-LAPOR! takes what it hands over."""

# The eight fields, and what to use there instead.
SHARED: Mapping[str, str] = MappingProxyType(
    {
        "perencanaan": "SIPD",
        "penganggaran": "SIPD",
        "pengadaan": "SPSE",
        "akuntabilitas-kinerja": "the national one",
        "monev": "the national one",
        "kearsipan": "SRIKANDI",
        "kepegawaian": "SI-ASN",
        COMPLAINTS: "SP4N-LAPOR!",
    }
)

# What an app of that function calls itself and its records, in small letters and Indonesian.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "perencanaan": ("musrenbang", "rkpd", "rpjmd", "renstra", "perencanaan pembangunan"),
        "penganggaran": ("anggaran", "penganggaran", "rka", "dpa", "apbd"),
        "pengadaan": ("pengadaan", "lelang", "tender"),
        "akuntabilitas-kinerja": ("sakip", "lakip", "lkjip", "akuntabilitas kinerja", "perjanjian kinerja"),
        "monev": ("monev", "monitoring dan evaluasi"),
        "kearsipan": ("arsip", "kearsipan", "naskah dinas", "surat masuk", "surat keluar", "disposisi"),
        "kepegawaian": ("pegawai", "kepegawaian", "asn", "cuti", "presensi", "absensi", "kenaikan pangkat"),
        COMPLAINTS: ("pengaduan", "aduan", "keluhan"),
    }
)

Function = Literal[
    "informasi",
    "layanan",
    "lainnya",
    "perencanaan",
    "penganggaran",
    "pengadaan",
    "akuntabilitas-kinerja",
    "monev",
    "kearsipan",
    "kepegawaian",
    "pengaduan",
]
Kind = Literal["khusus", "umum"]


def _day(value: str) -> str:
    try:
        known = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and date.fromisoformat(value)
    except ValueError:
        known = None
    if not known:
        refuse(f"{shown(value)} is not a date", "", "Write it as `2026-01-31`.")
    return value


Day = Annotated[str, AfterValidator(_day)]
"""``2026-01-31``; in YAML it stands in quotes."""


class Permission(Section):
    """The leave to run an app of the same function: the letter's number and its date."""

    letter: Note
    date: Day
