"""The way of a request: which state it is in, who may do what with it, and where that leads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

APPLICANT, SYSTEM = "warga", "sistem"
RT, RW, OPERATOR, SECTION, SECRETARY, HEAD, CAMAT = (
    "rt",
    "rw",
    "operator",
    "kasi",
    "sekretaris",
    "lurah",
    "camat",
)
DESK = (OPERATOR, SECTION)
SIGNERS = (SECRETARY, HEAD)

STATES = {
    "draf": "Draf",
    "rt": "Menunggu RT",
    "rw": "Menunggu RW",
    "diajukan": "Diajukan",
    "diperiksa": "Diperiksa",
    "belum_lengkap": "Belum lengkap",
    "tanda_tangan": "Menunggu tanda tangan",
    "camat": "Menunggu camat",
    "siap": "Siap diambil",
    "diambil": "Diambil",
    "tidak_diambil": "Tidak diambil",
    "batal": "Dibatalkan",
    "ditolak": "Ditolak",
    "dicabut": "Dicabut",
}
CLOSED = frozenset({"diambil", "tidak_diambil", "batal", "ditolak", "dicabut"})
OFFICE = frozenset({"diajukan", "diperiksa", "tanda_tangan"})
"""States in which the kelurahan is to act: its clock, the type's own, runs in them alone."""
DECIDED = ("tanda_tangan", "camat", "siap")
"""Past the check, and not ended: of one person and type there is one of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """``needs``: what is asked for: ``alasan`` (the applicant reads it), ``pengambil``. ``letter``: what becomes of the
    letter: ``buat`` or ``batal``."""

    name: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs: str = ""
    letter: str = ""


STEPS: dict[str, Step] = {
    "kirim": Step("Kirim permohonan", ("draf",), "diajukan", (APPLICANT,)),
    "lengkapi": Step("Lengkapi dan kirim lagi", ("belum_lengkap",), "diajukan", (APPLICANT,)),
    "batalkan": Step(
        "Batalkan permohonan", ("rt", "rw", "diajukan", "belum_lengkap"), "batal", (APPLICANT,)
    ),
    "unduh": Step("Unduh surat", ("siap", "tidak_diambil"), "diambil", (APPLICANT,)),
    "rt_setuju": Step("Setujui sebagai RT", ("rt",), "diajukan", (RT,)),
    "rw_setuju": Step("Setujui sebagai RW", ("rw",), "diajukan", (RW,)),
    "rt_kembalikan": Step("Kembalikan ke pemohon", ("rt",), "belum_lengkap", (RT,), "alasan"),
    "rw_kembalikan": Step("Kembalikan ke pemohon", ("rw",), "belum_lengkap", (RW,), "alasan"),
    "lewati": Step("Lanjutkan tanpa RT/RW", ("rt", "rw"), "diajukan", (*DESK, SYSTEM), "alasan"),
    "periksa": Step("Mulai memeriksa", ("diajukan",), "diperiksa", DESK),
    "lengkap": Step("Nyatakan lengkap", ("diperiksa",), "tanda_tangan", DESK),
    "kembalikan": Step("Kembalikan: belum lengkap", ("diperiksa",), "belum_lengkap", DESK, "alasan"),
    "tolak": Step(
        "Tolak", ("rt", "rw", "diajukan", "diperiksa", "tanda_tangan"), "ditolak", (SECTION, *SIGNERS), "alasan"
    ),
    "tanda_tangani": Step("Tanda tangani", ("tanda_tangan",), "siap", SIGNERS, "", "buat"),
    "periksa_ulang": Step("Kembalikan ke pemeriksa", ("tanda_tangan",), "diperiksa", SIGNERS, "alasan"),
    "camat_setuju": Step("Ketahui sebagai camat", ("camat",), "siap", (CAMAT,)),
    "camat_kembalikan": Step("Kembalikan ke kelurahan", ("camat",), "diperiksa", (CAMAT,), "alasan", "batal"),
    "serahkan": Step("Serahkan surat", ("siap", "tidak_diambil"), "diambil", DESK, "pengambil"),
    "ulangi": Step(
        "Batalkan surat dan buat lagi", ("camat", "siap"), "diperiksa", (SECTION, *SIGNERS), "alasan", "batal"
    ),
    "cabut": Step(
        "Cabut surat", ("camat", "siap", "diambil", "tidak_diambil"), "dicabut", SIGNERS, "alasan", "batal"
    ),
    "gugur": Step("Tutup karena lama menunggu", ("rt", "rw", "diajukan", "diperiksa", "belum_lengkap",
                  "tanda_tangan", "camat"), "batal", (SYSTEM,), "alasan", "batal"),
    "biarkan": Step("Tidak diambil", ("siap",), "tidak_diambil", (SYSTEM,)),
}  # fmt: skip


def target(code: str, route: Collection[str], *, endorsed: bool = False) -> str:
    """The state that a step leads to, for a type whose ``route`` asks RT, RW or the camat too. What RT and RW have
    ``endorsed`` does not go back to them."""
    step = STEPS[code]
    if code in ("kirim", "lengkapi") and not endorsed:
        return next((stop for stop in (RT, RW) if stop in route), step.target)
    if code == "rt_setuju" and RW in route:
        return RW
    if code == "tanda_tangani" and CAMAT in route:
        return "camat"
    return step.target


def endorses(code: str, route: Collection[str]) -> bool:
    """Whether after the step nobody before the kelurahan is to be asked any more."""
    return code in ("rw_setuju", "lewati") or (code == "rt_setuju" and RW not in route)


def possible(state: str, roles: Collection[str]) -> dict[str, Step]:
    """What somebody with ``roles`` may do with a request in ``state``."""
    return {
        code: step
        for code, step in STEPS.items()
        if state in step.sources and not set(roles).isdisjoint(step.roles)
    }
