# ruff: noqa: E501  # columns are told: a line of YAML stays one
"""A schema that is valid, and what breaks it: each row breaks one rule."""

from __future__ import annotations

from pathlib import Path

from broken_fields import FIELDS
from broken_kinds import KINDS
from broken_moves import MOVES

EXAMPLES = sorted((Path(__file__).parents[4] / "service" / "templates").glob("*[!y].yaml"))

VALID = """\
versi: 1
kode: UJI
nama: Uji
peran:
  petugas: Memeriksa
pengurus: [petugas]
pemberitahuan: {versi: "1", teks: Data dipakai untuk ini saja.}
jenis:
  buku:
    nama: Buku
    judul: "{judul_buku}"
    nomor: {format: "B-{urut:03d}", per: selamanya}
    isian:
      judul_buku: {label: Judul, tipe: teks, wajib: true}
      eksemplar: {label: Eksemplar, tipe: angka}
    status:
      ada: {nama: Ada, akhir: true}
    awal: ada
    buat: [petugas]
    lihat: [petugas]
  pinjam:
    nama: Peminjaman
    sifat: publik
    judul: "Pinjam {nomor}"
    nomor: {format: "{kode}/{urut:04d}/{tahun}"}
    tenggat: {hari: 3}
    isian:
      nik: {label: NIK, tipe: nik, wajib: true, cari: true}
      buku: {label: Buku, tipe: rujukan, rujuk: buku, rujuk_status: [ada], batas: eksemplar}
      cara: {label: Cara, tipe: pilihan, pilihan: {antar: Diantar, ambil: Diambil}}
      catatan: {label: Catatan, tipe: teks_panjang, pengisi: petugas}
    status:
      masuk: {nama: Masuk}
      selesai: {nama: Selesai, akhir: true}
      tolak: {nama: Ditolak, akhir: true, gugur: true}
    awal: masuk
    langkah:
      beri: {nama: Berikan, dari: [masuk], ke: selesai, oleh: [petugas], isi: [catatan]}
      tolak: {nama: Tolak, dari: [masuk], ke: tolak, oleh: [petugas], alasan: true, surat: kabar}
    surat:
      kabar: {nama: Kabar, judul: KABAR, nomor: {format: "K/{urut}/{tahun}"}, saat: [masuk], oleh: [petugas], isi: "Untuk {nik}."}
    lihat: [petugas]
    buka: [petugas]
    standar: {syarat: [KTP], prosedur: [Isi formulir.], produk: Buku, pengaduan: Di loket}
"""

# What is written instead of what, and what is said of it: line:column, the fault, and what to do (parts of them).
BROKEN = [*KINDS, *FIELDS, *MOVES]
