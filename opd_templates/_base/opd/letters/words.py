"""What states and events are called, to citizens and staff."""

from __future__ import annotations

from opd.letters.models import Event
from opd.letters.rules import flow

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
    "periksa": "Mulai diperiksa",
    "lengkap": "Dinyatakan lengkap",
    "tanda_tangani": "Ditandatangani",
    "serahkan": "Surat diserahkan",
    "gugur": "Ditutup otomatis",
    "bersih": "Data pribadi dihapus",
    "buka": "Data pribadi dibuka",
    "lampiran": "Lampiran dibuka",
}


def event(told: Event) -> str:
    if told.what in _EVENTS:
        return _EVENTS[told.what]
    return flow.STEPS[told.what].name if told.what in flow.STEPS else told.what.capitalize()
