"""A service as its schema says it: kinds of records, their fields, states, moves, letters, and who may do what."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field as Bound

from opd.service.schema.fields import Field
from opd.service.schema.kinds import (
    APPLICANT,
    Days,
    Id,
    Items,
    Parts,
    Prose,
    Role,
    Roles,
    Section,
    Sentence,
    Title,
)
from opd.service.schema.numbering import Number


class Wait(Section):
    """How many working days a state waits for its applicant, and the state that closes a record after them."""

    hari: Days
    ke: Id


class State(Section):
    """``akhir``: nothing more is due. ``gugur``: ended without what was asked for. ``jeda``: the clock stands still,
    for the applicant's turn, which ``tenggat`` ends."""

    nama: Title
    uraian: Sentence = ""
    akhir: bool = False
    gugur: bool = False
    jeda: bool = False
    tenggat: Wait | None = None
    usang: bool = False


class Move(Section):
    """``isi``: fields that are asked for with it. ``bukan_pelaku``: moves that somebody else must have made.
    ``surat``: a letter that must be there before. ``tambah_hari``: working days that the deadline is moved by, once."""

    nama: Title
    dari: Items[Id]
    ke: Id
    oleh: Items[Role]
    alasan: bool = False
    isi: Items[Id] = ()
    bukan_pelaku: Items[Id] = ()
    surat: Id | None = None
    tambah_hari: Days | None = None


class Letter(Section):
    """``isi`` is text with ``{placeholders}``; ``oleh`` makes it in one of the states ``saat``."""

    nama: Title
    judul: Title
    nomor: Number
    saat: Items[Id]
    oleh: Items[Role]
    isi: Prose
    untuk_pemohon: bool = False
    tembusan: Items[Title] = ()


class Deadline(Section):
    """Working days; from ``kuning`` per cent of them on the light is yellow."""

    hari: Days
    kuning: int = Bound(default=75, ge=1, le=99)


class Standard(Section):
    """What PermenPANRB 15/2014 wants published of a service; the time follows from ``tenggat``."""

    syarat: Items[Sentence] = ()
    prosedur: Items[Sentence] = ()
    biaya: Sentence = "Tidak dipungut biaya"
    produk: Sentence = ""
    pengaduan: Sentence = ""


class Kind(Section):
    """A kind of record. ``publik``: citizens hand it in; ``internal``: staff keeps a register."""

    nama: Title
    uraian: Sentence = ""
    sifat: Literal["publik", "internal"] = "internal"
    judul: Title
    nomor: Number
    isian: Parts[Field]
    status: Parts[State]
    awal: Id
    langkah: Parts[Move] = {}
    surat: Parts[Letter] = {}
    tenggat: Deadline | None = None
    standar: Standard | None = None
    koreksi: Literal["tidak", "ubah", "balik"] = "tidak"
    koreksi_oleh: Items[Role] = ()
    jumlahkan: Items[Id] = ()
    satu_terbuka: Id | None = None
    buat: Items[Role] = ()
    lihat: Items[Role]
    lihat_sendiri: Items[Role] = ()
    buka: Items[Role] = ()
    ekspor: Items[Role] = ()
    ekspor_penuh: Items[Role] = ()

    @cached_property
    def is_public(self) -> bool:
        return self.sifat == "publik"

    @cached_property
    def live(self) -> dict[str, Field]:
        """Fields that are still asked for."""
        return {code: field for code, field in self.isian.items() if not field.usang}

    @cached_property
    def asked(self) -> dict[str, Field]:
        """Fields of the form that begins a record."""
        return {code: field for code, field in self.live.items() if field.pengisi == "pemohon"}

    @cached_property
    def has_personal(self) -> bool:
        return any(field.is_personal for field in self.isian.values())

    def moves(self, state: str, roles: frozenset[str]) -> dict[str, Move]:
        """What may be done in ``state`` by whoever has ``roles``."""
        return {
            code: move
            for code, move in self.langkah.items()
            if state in move.dari and not roles.isdisjoint(move.oleh)
        }

    def applicant_moves(self, state: str) -> dict[str, Move]:
        return self.moves(state, frozenset({APPLICANT}))


class Notice(Section):
    """What people are told before they give personal data; records keep which version they saw."""

    versi: Title
    teks: Prose


class Schema(Section):
    versi: Literal[1]
    kode: Title
    nama: Title
    uraian: Sentence = ""
    peran: Roles
    pengurus: Items[Role]
    pemberitahuan: Notice | None = None
    jenis: Parts[Kind]
