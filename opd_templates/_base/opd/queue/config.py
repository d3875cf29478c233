"""What an office decides: rooms, hours, quotas, limits (``antrian.yaml``). Pure: pydantic, no Django; Python 3.11."""

from __future__ import annotations

import re
from datetime import time
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from opd.service.schema.faults import refuse, shown

DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
MOST = 999
"""Tickets of one session on one day."""
Rate = Annotated[str, StringConstraints(pattern=r"[1-9][0-9]{0,4}/[mhd]")]


def _hours(value: Any) -> Any:
    found = re.fullmatch(r"([01][0-9]|2[0-3])\.([0-5][0-9])-([01][0-9]|2[0-3])\.([0-5][0-9])", str(value))
    if not found:
        refuse(f"{shown(value)} is no span of time", "", 'Write it as "08.00-12.00".')
    if found[0][:5] >= found[0][6:]:
        refuse(f"{shown(value)} ends before it begins", "", "Split what goes over midnight into two.")
    return value


def _day(value: Any) -> Any:
    if value not in DAYS:
        refuse(f"{shown(value)} is no day", "", f"Days are {', '.join(DAYS)}.")
    return value


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Session(Section):
    """Hours of a room on some weekdays. ``kuota``: tickets of one day."""

    hari: Annotated[list[Annotated[str, BeforeValidator(_day)]], Field(min_length=1)]
    jam: Annotated[str, BeforeValidator(_hours)]
    kuota: Annotated[int, Field(ge=1, le=MOST)]
    dokter: str = ""

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """0 is Monday."""
        return frozenset(DAYS.index(day) for day in self.hari)

    @cached_property
    def start(self) -> time:
        return time(int(self.jam[:2]), int(self.jam[3:5]))

    @cached_property
    def end(self) -> time:
        return time(int(self.jam[6:8]), int(self.jam[9:]))

    def ending(self, end: time) -> Session:
        """Not judged anew (a day may have another quota), and not a copy: that would keep the former ``end``."""
        return Session.model_construct(**{**self.model_dump(), "jam": f"{self.jam[:5]}-{end:%H.%M}"})

    def with_quota(self, quota: int) -> Session:
        return self.model_copy(update={"kuota": quota})


class Room(Section):
    """``menit``: what one takes, until today's own median is known. ``antre: false``: one goes there without a number
    (the emergency room). ``daring``: the share of each quota, in percent, that may be booked from home; 0: none."""

    nama: Text
    keterangan: str = ""
    antre: bool = True
    menit: Annotated[int, Field(ge=1, le=240)] = 10
    tujuan: Annotated[list[Text], Field(max_length=9)] = []
    daring: Annotated[int, Field(ge=0, le=100)] = 60
    kios: bool = True
    rujuk: list[str] = []
    bpjs: str = ""
    buka_libur: bool = False
    jadwal: list[Session] = []


class NoShow(Section):
    """``kali`` times absent ``dalam_hari`` days: no booking from home for ``larangan_hari`` days after the last."""

    kali: Annotated[int, Field(ge=1, le=50)] = 3
    dalam_hari: Annotated[int, Field(ge=1, le=365)] = 30
    larangan_hari: Annotated[int, Field(ge=0, le=365)] = 14


class Limits(Section):
    pesan_hari: Annotated[int, Field(ge=0, le=30)] = 7
    pesan_tutup_menit: Annotated[int, Field(ge=0, le=480)] = 60
    hadir_menit: Annotated[int, Field(ge=0, le=480)] = 60
    hadir_mandiri: bool = True
    panggil: Annotated[int, Field(ge=1, le=9)] = 3
    kembali_setelah: Annotated[int, Field(ge=0, le=20)] = 3
    prioritas_setiap: Annotated[int, Field(ge=1, le=20)] = 3
    mangkir: NoShow = NoShow()
    pantauan: Annotated[int, Field(ge=1, le=5000)] = 550
    laju_pesan: Rate = "30/h"
    laju_lacak: Rate = "30/h"
    laju_kios: Rate = "200/h"


class Notice(Section):
    """What people agree to; a ticket keeps the version."""

    versi: Text
    teks: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=2000)]


class Config(Section):
    versi: Annotated[int, Field(ge=1, le=1)]
    pemberitahuan: Notice
    batas: Limits = Limits()
    poli: Annotated[dict[str, Room], Field(min_length=1)]

    @cached_property
    def queues(self) -> dict[str, Room]:
        """The rooms that give numbers."""
        return {code: room for code, room in self.poli.items() if room.antre}
