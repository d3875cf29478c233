"""What may become of a complaint: its states, and who may lead it from one into which other.

After SP4N-LAPOR!'s own course (Perpres 76/2013): checked, handed on, followed up, done, closed; besides asked back,
refused, merged with another one, handed to the nation, postponed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

COORDINATOR, LIAISON, OVERSIGHT = "koordinator", "penghubung", "inspektorat"
LEADER, INTAKE, AUDITOR = "pimpinan", "loket", "auditor"
REPORTER, SYSTEM = "pelapor", "sistem"

INFORMATION, PLAIN, OVERSEEN = "informasi", "tanpa_pengawasan", "pengawasan"
CLASSES = {
    INFORMATION: "Permintaan informasi",
    PLAIN: "Pengaduan tanpa pengawasan",
    OVERSEEN: "Pengaduan berkadar pengawasan",
}
CHANNELS = {"web": "Situs web", "loket": "Loket", "telepon": "Telepon", "wa": "WhatsApp"}

NEW, ASKED, HANDED, WORKING = "masuk", "minta_data", "disposisi", "ditindaklanjuti"
POSTPONED, DONE, CLOSED, REFUSED = "ditunda", "selesai", "ditutup", "ditolak"
NATIONAL, MERGED, WITHDRAWN = "dialihkan", "duplikat", "dicabut"
BACK = ""
"""As the target of a move: where the complaint was before, or would be worked on."""


@dataclass(frozen=True, slots=True)
class State:
    """``color`` is the style sheet's word. ``waits``: the clock stands still. ``ended``: nothing more will happen."""

    name: str
    told: str
    color: str = ""
    waits: bool = False
    ended: bool = False


STATES = {
    NEW: State("Masuk", "Laporan sudah kami terima dan sedang diverifikasi."),
    ASKED: State("Menunggu pelapor", "Kami memerlukan keterangan tambahan dari Anda.", "kuning", waits=True),
    HANDED: State("Diteruskan ke dinas", "Laporan sudah diteruskan ke dinas yang berwenang."),
    WORKING: State("Ditindaklanjuti", "Dinas yang berwenang sedang menangani laporan ini."),
    POSTPONED: State("Ditunda", "Penanganannya ditunda; alasannya ada pada riwayat.", "kuning", waits=True),
    DONE: State(
        "Selesai ditangani", "Dinas menyatakan laporan ini selesai. Nilailah, atau buka lagi.", "hijau"
    ),
    CLOSED: State("Ditutup", "Laporan ini sudah ditutup.", "hijau", ended=True),
    REFUSED: State(
        "Ditolak", "Laporan ini tidak dapat diproses; alasannya ada pada riwayat.", "merah", ended=True
    ),
    NATIONAL: State(
        "Dialihkan ke SP4N-LAPOR!", "Laporan ini ditangani instansi lain lewat SP4N-LAPOR!.", ended=True
    ),
    MERGED: State("Digabung", "Laporan ini digabung dengan laporan lain tentang hal yang sama.", ended=True),
    WITHDRAWN: State("Dicabut", "Laporan ini dicabut oleh pelapornya.", ended=True),
}
LISTED = frozenset({HANDED, WORKING, POSTPONED, DONE, CLOSED, ASKED})
"""States in which the public list may show a complaint, once it was checked."""


@dataclass(frozen=True, slots=True)
class Move:
    """``asks`` are the form's fields that have to be filled in; ``may`` those that may be."""

    title: str
    sources: frozenset[str]
    to: str
    actors: frozenset[str]
    asks: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    done: str = field(default="")

    @property
    def word(self) -> str:
        """As the history tells it."""
        return self.done or self.title


def _move(
    title: str, sources: str, to: str, actors: str, asks: str = "", may: str = "", done: str = ""
) -> Move:
    return Move(
        title,
        frozenset(sources.split()),
        to,
        frozenset(actors.split()),
        tuple(asks.split()),
        tuple(may.split()),
        done,
    )


MOVES = {
    "teruskan": _move(
        "Verifikasi dan teruskan", NEW, HANDED, COORDINATOR,
        "klasifikasi unit teks_umum", "tampil teks_unit catatan", "Diverifikasi dan diteruskan",
    ),
    "jawab": _move("Jawab langsung", NEW, DONE, COORDINATOR, "jawaban teks_umum", "tampil", "Dijawab"),
    "mulai": _move(
        "Mulai tindak lanjut", HANDED, WORKING, f"{LIAISON} {OVERSIGHT}", "", "sebelum catatan",
        "Mulai ditindaklanjuti",
    ),
    "selesaikan": _move(
        "Selesaikan", WORKING, DONE, f"{LIAISON} {OVERSIGHT}", "jawaban", "sebelum sesudah foto_umum",
        "Selesai ditangani",
    ),
    "lanjutkan": _move(
        "Lanjutkan", POSTPONED, WORKING, f"{COORDINATOR} {LIAISON} {OVERSIGHT} {SYSTEM}", "", "", "Dilanjutkan"
    ),
    "minta-data": _move(
        "Minta data ke pelapor", f"{NEW} {HANDED} {WORKING}", ASKED, f"{COORDINATOR} {LIAISON} {OVERSIGHT}",
        "pertanyaan", "", "Data tambahan diminta",
    ),
    "lengkapi": _move("Lengkapi laporan", ASKED, BACK, REPORTER, "tambahan", "foto", "Dilengkapi pelapor"),
    "tolak": _move("Tolak", NEW, REFUSED, COORDINATOR, "alasan", "", "Ditolak"),
    "gabung": _move(
        "Gabung dengan laporan lain", f"{NEW} {HANDED} {WORKING} {POSTPONED}", MERGED, COORDINATOR, "induk", "",
        "Digabung",
    ),
    "ke-sp4n": _move(
        "Alihkan ke SP4N-LAPOR!", f"{NEW} {HANDED} {WORKING} {POSTPONED}", NATIONAL, COORDINATOR, "sp4n alasan", "",
        "Dialihkan ke SP4N-LAPOR!",
    ),
    "alihkan": _move(
        "Alihkan ke unit lain", f"{HANDED} {WORKING} {POSTPONED}", HANDED, f"{COORDINATOR} {LIAISON}",
        "unit alasan", "klasifikasi", "Dialihkan ke unit lain",
    ),
    "tunda": _move("Tunda", f"{HANDED} {WORKING}", POSTPONED, COORDINATOR, "sampai alasan", "", "Ditunda"),
    "buka-lagi": _move("Buka lagi", DONE, BACK, REPORTER, "alasan", "foto", "Dibuka lagi oleh pelapor"),
    "cabut": _move("Cabut laporan", f"{NEW} {ASKED}", WITHDRAWN, REPORTER, "", "alasan", "Dicabut pelapor"),
    "tutup": _move("Tutup", DONE, CLOSED, SYSTEM, "", "", "Ditutup"),
    "tutup-tanpa-data": _move("Tutup tanpa data", ASKED, CLOSED, SYSTEM, "", "", "Ditutup"),
}  # fmt: skip


def possible(state: str, actors: Collection[str]) -> dict[str, Move]:
    """What one of ``actors`` may do in ``state``, in the order of ``MOVES``: first what leads on."""
    return {
        code: move
        for code, move in MOVES.items()
        if state in move.sources and not move.actors.isdisjoint(actors)
    }


def target(move: Move, before: str, unit: str) -> str:
    """The state that the move leads to. ``before`` is where it was asked back from, ``unit`` who works on it."""
    if move.to != BACK:
        return move.to
    return before or (WORKING if unit else NEW)
