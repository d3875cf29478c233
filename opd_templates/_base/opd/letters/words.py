"""What states and events are called, to citizens and staff."""

from __future__ import annotations

from opd.letters.models import Event

STATE_TEXTS = {
    "draf": "Belum dikirim.",
    "rt": "Menunggu persetujuan ketua RT.",
    "rw": "Menunggu persetujuan ketua RW.",
    "diajukan": "Menunggu diperiksa petugas kelurahan.",
    "diperiksa": "Sedang diperiksa petugas kelurahan.",
    "belum_lengkap": "Ada yang perlu dilengkapi. Baca alasannya di bawah.",
    "tanda_tangan": "Sudah lengkap, menunggu tanda tangan.",
    "camat": "Sudah ditandatangani kelurahan, menunggu camat.",
    "siap": "Surat sudah jadi.",
    "diambil": "Surat sudah diterima.",
    "tidak_diambil": "Surat sudah jadi, tetapi lama tidak diambil. Anda masih dapat mengambilnya.",
    "batal": "Permohonan dibatalkan.",
    "ditolak": "Permohonan ditolak. Baca alasannya di bawah.",
    "dicabut": "Surat dicabut dan tidak berlaku lagi.",
}
_EVENTS = {
    "kirim": "Permohonan dikirim",
    "lengkapi": "Dilengkapi pemohon",
    "batalkan": "Dibatalkan pemohon",
    "unduh": "Surat diunduh pemohon",
    "rt_setuju": "Disetujui RT",
    "rw_setuju": "Disetujui RW",
    "rt_kembalikan": "Dikembalikan RT ke pemohon",
    "rw_kembalikan": "Dikembalikan RW ke pemohon",
    "lewati": "Dilanjutkan tanpa RT/RW",
    "diganti": "Nama, NIK, alamat, RT, atau RW diganti; persetujuan RT/RW diminta lagi",
    "periksa": "Mulai diperiksa",
    "lengkap": "Dinyatakan lengkap",
    "kembalikan": "Dikembalikan: belum lengkap",
    "tolak": "Ditolak",
    "tanda_tangani": "Ditandatangani",
    "periksa_ulang": "Dikembalikan ke pemeriksa",
    "camat_setuju": "Diketahui camat",
    "camat_kembalikan": "Dikembalikan camat ke kelurahan",
    "serahkan": "Surat diserahkan",
    "ulangi": "Surat dibatalkan, dibuat lagi",
    "cabut": "Surat dicabut",
    "biarkan": "Tidak diambil",
    "gugur": "Ditutup otomatis",
    "bersih": "Data pribadi dihapus",
    "buka": "Data pribadi dibuka",
    "lampiran": "Lampiran dibuka",
}


def event(told: Event) -> str:
    return done(told.what)


def done(what: str) -> str:
    """What happened: a step's own name asks somebody to do it."""
    return _EVENTS.get(what) or what.capitalize()
