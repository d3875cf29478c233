# ruff: noqa: E501  # columns are told: a line of YAML stays one
"""A schema that is valid, and what breaks it: each row breaks one rule."""

from __future__ import annotations

from pathlib import Path

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
BROKEN = [
    ("versi: 1", "versi: 2", "1:8", "2 is not known here", "Known are: 1"),
    ("kode: UJI", "kode: [a]", "2:7", "a list is not text", "Put it in quotes"),
    ("nama: Uji", "nam: Uji", "3:1", "unknown key 'nam'", "Did you mean `nama`?"),
    ("nama: Uji", "nama: ''", "3:7", "it is empty", "Give it a value"),
    ("  petugas: Memeriksa", "  Petugas: Memeriksa", "5:3", "'Petugas' is not a role", "small letters"),
    (
        "  petugas: Memeriksa",
        "  petugas: Memeriksa\n  tamu: Melihat",
        "6:3",
        "the role 'tamu' may do nothing",
        "Name it",
    ),
    (
        "  petugas: Memeriksa",
        "  petugas: Memeriksa\n  pemohon: Warga",
        "6:3",
        "`pemohon` has a meaning",
        "another name",
    ),
    (
        "pengurus: [petugas]",
        "pengurus: [petuga]",
        "6:12",
        "'petuga' is not a role",
        "Did you mean `petugas`?",
    ),
    (
        'pemberitahuan: {versi: "1", teks: Data dipakai untuk ini saja.}\n',
        "",
        "22:12",
        "`pemberitahuan` is missing",
        "at the top",
    ),
    (
        "    buat: [petugas]",
        "    buat: [pemohon]",
        "19:12",
        "`pemohon` may do nothing here",
        "a role of the staff",
    ),
    ("  buku:\n", "  Buku:\n", "9:3", "'Buku' is not an id", "Use a-z"),
    ("{judul_buku}", "{judul}", "11:12", "`{judul}` is not a field", "judul_buku"),
    ("Pinjam {nomor}", "Pinjam {nik}", "24:12", "`{nik}` is personal data", "{nomor}"),
    ("B-{urut:03d}", "B-{nomor:03d}", "12:21", "`{nomor:03d}` is not known", "{urut}"),
    ("B-{urut:03d}", "B", "12:21", "`{urut}` is missing", "{urut:04d}"),
    ("B-{urut:03d}", "B<{urut:3d}", "12:21", "`{urut:3d}` cannot be written so", "{urut:04d}"),
    ('/{tahun}"}\n    tenggat', '"}\n    tenggat', "25:21", "`{tahun}` is missing", "per: selamanya"),
    (
        '/{tahun}"}\n    tenggat',
        '/{tahun}", per: bulan}\n    tenggat',
        "25:21",
        "the month is missing",
        "{bulan_romawi}",
    ),
    ("hari: 3", "hari: 0", "26:21", "0 is out of bounds", "at least 1"),
    ("hari: 3", "hari: tiga", "26:21", "'tiga' is not a whole number", "without quotes"),
    ("tipe: nik, wajib", "tipe: ktp, wajib", "28:31", "'ktp' is not known here", "nik"),
    (
        "tipe: nik, wajib: true, cari: true",
        "tipe: nik, wajib: true, pola: x",
        "28:55",
        "`pola` means nothing for `nik`",
        "Leave it out",
    ),
    ("      nik:", "      nomor:", "28:7", "`nomor` has a meaning of its own", "another id"),
    ("rujuk: buku", "rujuk: buka", "29:49", "'buka' is not a kind of record", "Did you mean `buku`?"),
    (
        ", rujuk: buku, rujuk_status: [ada], batas: eksemplar",
        "",
        "29:7",
        "`rujuk` is missing",
        "Known are: buku, pinjam",
    ),
    (
        "rujuk_status: [ada]",
        "rujuk_status: [adu]",
        "29:70",
        "'adu' is not a state of `buku`",
        "Did you mean `ada`?",
    ),
    ("batas: eksemplar", "batas: judul_buku", "29:83", "'judul_buku' is not a number of `buku`", "eksemplar"),
    (", pilihan: {antar: Diantar, ambil: Diambil}", "", "30:7", "`pilihan` is missing", "pilihan: {ya: Ya"),
    (
        "{antar: Diantar, ambil: Diambil}",
        "{antar: Diantar}",
        "30:42",
        "there is nothing to choose from",
        "at least two",
    ),
    (
        "tipe: teks_panjang, pengisi",
        "tipe: teks_panjang, paling_sedikit: 9, paling_banyak: 3, pengisi",
        "31:87",
        "3 is less than",
        "Exchange",
    ),
    ("pengisi: petugas}", "usang: true, wajib: true}", "31:60", "cannot be `wajib`", "Leave `wajib` out"),
    ("pengisi: petugas}", "pengisi: warga}", "31:62", "'warga' is not known here", "pemohon, petugas"),
    (
        "tipe: teks, wajib: true}",
        "tipe: teks, pola: '[', contoh: x}",
        "14:52",
        "is no regular expression",
        "[A-Z]{2}",
    ),
    (
        "tipe: teks, wajib: true}",
        "tipe: teks, pola: '(a+)+', contoh: a}",
        "14:52",
        "repeats what repeats",
        "with a limit",
    ),
    (
        "tipe: teks, wajib: true}",
        "tipe: teks, pola: '[0-9]{4}'}",
        "14:52",
        "`contoh` is missing",
        "Add an example",
    ),
    (
        "tipe: teks, wajib: true}",
        "tipe: teks, pola: '[0-9]{4}', contoh: abc}",
        "14:72",
        "does not match `pola`",
        "Mend",
    ),
    ("awal: masuk", "awal: masok", "36:11", "'masok' is not a state", "Did you mean `masuk`?"),
    ("ke: selesai", "ke: usai", "38:48", "'usai' is not a state", "Known are"),
    (
        "dari: [masuk], ke: selesai",
        "dari: [msk], ke: selesai",
        "38:36",
        "'msk' is not a state",
        "Did you mean `masuk`?",
    ),
    ("isi: [catatan]", "isi: [catat]", "38:80", "'catat' is not a field", "Did you mean `catatan`?"),
    (
        "isi: [catatan]",
        "isi: [catatan], bukan_pelaku: [bero]",
        "38:105",
        "'bero' is not a move",
        "Did you mean `beri`?",
    ),
    (
        "oleh: [petugas], isi: [catatan]",
        "oleh: [bos], isi: [catatan]",
        "38:64",
        "'bos' is not a role",
        "petugas",
    ),
    ("surat: kabar", "surat: kobar", "39:92", "'kobar' is not a letter", "Did you mean `kabar`?"),
    ("Untuk {nik}.", "Untuk {nama}.", "41:116", "`{nama}` is not known", "Known are"),
    ("saat: [masuk]", "saat: [masak]", "41:86", "'masak' is not a state", "Did you mean `masuk`?"),
    (
        "    lihat: [petugas]\n    buka",
        "    lihat: []\n    buka",
        "43:12",
        "'petugas' is not in `lihat`",
        "Add it there",
    ),
    ("K/{urut}/{tahun}", "K/{tahun}", "41:58", "`{urut}` is missing", "{urut:04d}"),
    (
        "      nik: {label: NIK, tipe: nik, wajib: true, cari: true}\n"
        "      buku: {label: Buku, tipe: rujukan, rujuk: buku, rujuk_status: [ada], batas: eksemplar}\n"
        "      cara: {label: Cara, tipe: pilihan, pilihan: {antar: Diantar, ambil: Diambil}}\n",
        "",
        "27:5",
        "the public form would be empty",
        "out of one field",
    ),
    ("    buka: [petugas]\n", "", "21:3", "`buka` is missing", "Name roles"),
    (
        "    buka: [petugas]\n",
        "    buka: [petugas]\n    koreksi: ubah\n",
        "44:14",
        "nobody may correct",
        "koreksi_oleh",
    ),
    (
        "    buka: [petugas]\n",
        "    buka: [petugas]\n    koreksi_oleh: [petugas]\n",
        "44:19",
        "nothing may be corrected",
        "koreksi: ubah",
    ),
    (
        "    buka: [petugas]\n",
        "    buka: [petugas]\n    koreksi: balik\n    koreksi_oleh: [petugas]\n",
        "44:14",
        "nothing to reverse",
        "jumlahkan",
    ),
    (
        "    buka: [petugas]\n",
        "    buka: [petugas]\n    jumlahkan: [nik]\n",
        "44:17",
        "'nik' is not an amount",
        "None",
    ),
    (
        "    buka: [petugas]\n",
        "    buka: [petugas]\n    satu_terbuka: cara\n",
        "44:19",
        "'cara' cannot be searched",
        "cari: true",
    ),
    (
        "    buka: [petugas]\n",
        "    buka: [petugas]\n    ekspor_penuh: [petugas]\n",
        "44:20",
        "is not in `ekspor`",
        "Add it there",
    ),
    (
        "      selesai: {nama: Selesai, akhir: true}",
        "      selesai: {nama: Selesai}",
        "34:7",
        "stay in 'selesai' for good",
        "akhir: true",
    ),
    ("akhir: true, gugur: true", "gugur: true", "35:37", "what goes on has not ended", "akhir: true"),
    (
        "      masuk: {nama: Masuk}",
        "      masuk: {nama: Masuk}\n      lain: {nama: Lain, akhir: true}",
        "34:7",
        "'lain' is never reached",
        "usang",
    ),
    (
        "    lihat: [petugas]\n  pinjam",
        "    lihat: [petugas]\n    lihat: []\n  pinjam",
        "21:5",
        "duplicate key 'lihat'",
        "Keep one",
    ),
    (
        "      nik: {label",
        "      pemberitahuan: {label",
        "28:7",
        "`pemberitahuan` has a meaning",
        "another id",
    ),
    (
        "cara: {label: Cara, tipe: pilihan,",
        "banyak: {label: Cara, tipe: pilihan, saring: true,",
        "30:7",
        "`banyak` has a meaning",
        "another id",
    ),
    ("    tenggat: {hari: 3}\n", "", "23:12", "`tenggat` is missing", "working days"),
    (
        "    standar: {syarat: [KTP], prosedur: [Isi formulir.], produk: Buku, pengaduan: Di loket}\n",
        "",
        "23:12",
        "`standar` is missing",
        "syarat, prosedur, biaya, produk, pengaduan",
    ),
    (
        "      catatan: {label",
        "      kembali: {label: Kembali, tipe: tanggal, sejak: pinjam}\n      catatan: {label",
        "31:55",
        "'pinjam' is no other date",
        "None is declared",
    ),
    (
        "      catatan: {label",
        "      kembali: {label: Kembali, tipe: tanggal, sejak: kembali}\n      catatan: {label",
        "31:55",
        "'kembali' is no other date",
        "None is declared",
    ),
    (
        "      beri: {nama: Berikan,",
        "      tunda: {nama: Tunda, dari: [masuk], ke: masuk, oleh: [petugas], tambah_hari: 2}\n      beri: {nama: Berikan,",
        "38:84",
        "`alasan: true` is missing",
        "Add it",
    ),
    (
        "      beri: {nama: Berikan,",
        "      tunda: {nama: Tunda, dari: [masuk], ke: masuk, oleh: [petugas], tambah_hari: 0}\n      beri: {nama: Berikan,",
        "38:84",
        "0 is out of bounds",
        "at least 1",
    ),
    (
        "masuk: {nama: Masuk}",
        "masuk: {nama: Masuk, jeda: true}",
        "33:7",
        "`tenggat` is missing: 'masuk' waits for the applicant",
        "working days",
    ),
    (
        "masuk: {nama: Masuk}",
        "masuk: {nama: Masuk, tenggat: {hari: 5, ke: tolak}}",
        "33:28",
        "`jeda: true` is missing",
        "leave `tenggat` out",
    ),
    (
        "masuk: {nama: Masuk}",
        "masuk: {nama: Masuk, jeda: true, tenggat: {hari: 5, ke: tola}}",
        "33:63",
        "'tola' is not a state",
        "Did you mean `tolak`?",
    ),
    (
        "masuk: {nama: Masuk}",
        "masuk: {nama: Masuk, jeda: true, tenggat: {hari: 5, ke: masuk}}",
        "33:63",
        "'masuk' is not an end",
        "Known are: selesai, tolak",
    ),
    (
        "masuk: {nama: Masuk}",
        "masuk: {nama: Masuk, jeda: true, tenggat: {hari: 0, ke: tolak}}",
        "33:56",
        "0 is out of bounds",
        "at least 1",
    ),
    (
        "akhir: true, gugur: true",
        "akhir: true, gugur: true, tenggat: {hari: 5, ke: selesai}",
        "35:56",
        "what has ended waits for nobody",
        "Leave `tenggat` out",
    ),
    (
        "ada: {nama: Ada, akhir: true}",
        "ada: {nama: Ada, akhir: true, tenggat: {hari: 5, ke: ada}}",
        "17:37",
        "there is nobody to wait for",
        "Leave `tenggat` out",
    ),
    (
        "    langkah:\n      beri: {nama: Berikan, dari: [masuk], ke: selesai, oleh: [petugas], isi: [catatan]}",
        "    koreksi: balik\n    koreksi_oleh: [petugas]\n"
        "    langkah:\n      beri: {nama: Berikan, dari: [masuk], ke: selesai, oleh: [petugas], isi: [nik]}",
        "40:80",
        "`nik` would be changed",
        "pengisi: petugas",
    ),
    ("syarat: [KTP], ", "", "44:5", "`syarat` is missing", "Write `syarat` into it"),
    ("prosedur: [Isi formulir.], ", "", "44:5", "`prosedur` is missing", "Write `prosedur` into it"),
    ("produk: Buku, ", "", "44:5", "`produk` is missing", "Write `produk` into it"),
    (", pengaduan: Di loket", "", "44:5", "`pengaduan` is missing", "Write `pengaduan` into it"),
    (
        "wajib: true}\n      eksemplar",
        "wajib: yes}\n      eksemplar",
        "14:53",
        "does not mean what it says",
        "true, false",
    ),
    (
        "wajib: true}\n      eksemplar",
        "wajib: 1}\n      eksemplar",
        "14:53",
        "1 is not true or false",
        "without quotes",
    ),
]
