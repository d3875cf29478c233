"""One field of a form: what a person is asked, and how the answer is kept."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field as Bound

from opd.service.schema.kinds import Id, Items, Parts, Section, Sentence, Title

Type = Literal[
    "teks", "teks_panjang", "angka", "uang", "tanggal", "pilihan", "pilihan_ganda", "ya_tidak", "berkas", "gambar",
    "tempat", "nik", "telepon", "email", "rujukan",
]  # fmt: skip
TYPES: tuple[str, ...] = get_args(Type)
SEALED_TYPES = frozenset({"nik", "telepon"})
"""Always encrypted. Others are where ``pribadi: true`` says so."""
FILES = frozenset({"berkas", "gambar"})
AMOUNTS = frozenset({"angka", "uang"})
PROSE = frozenset({"teks", "teks_panjang", "tempat"})
CHOICES = frozenset({"pilihan", "pilihan_ganda"})

# Which types a key has a meaning for; all others have one for every type.
FITS: dict[str, frozenset[str]] = {
    "pribadi": frozenset({"teks", "teks_panjang", "tanggal", "email", "nik", "telepon", "tempat"}),
    "cari": frozenset({"teks", "email", "nik", "telepon"}),
    "saring": frozenset({"pilihan", "ya_tidak", "rujukan"}),
    "kolom": frozenset(TYPES) - FILES - {"teks_panjang"},
    "pola": frozenset({"teks"}),
    "contoh": frozenset({"teks", "angka", "uang"}),
    "bukan_kartu": frozenset({"teks", "teks_panjang"}),
    "paling_sedikit": AMOUNTS | {"teks", "teks_panjang", "pilihan_ganda"},
    "paling_banyak": AMOUNTS | {"teks", "teks_panjang", "pilihan_ganda"},
    "desimal": frozenset({"angka"}),
    "satuan": frozenset({"angka"}),
    "waktu": frozenset({"tanggal"}),
    "sejak": frozenset({"tanggal"}),
    "pilihan": CHOICES,
    "rujuk": frozenset({"rujukan"}),
    "rujuk_status": frozenset({"rujukan"}),
    "batas": frozenset({"rujukan"}),
    "jenis_berkas": frozenset({"berkas"}),
    "paling_besar_mb": FILES,
}


class Field(Section):
    """``sejak`` names a date that this one is not before.

    ``paling_sedikit`` and ``paling_banyak`` bound a number's value, a text's letters, the count of choices.
    """

    label: Title
    tipe: Type
    wajib: bool = False
    bantuan: Sentence = ""
    pengisi: Literal["pemohon", "petugas"] = "pemohon"
    pribadi: bool = False
    cari: bool = False
    saring: bool = False
    kolom: bool = False
    usang: bool = False
    pola: str = ""
    contoh: Title = ""
    bukan_kartu: bool = False
    paling_sedikit: int | None = None
    paling_banyak: int | None = None
    desimal: int = Bound(default=0, ge=0, le=6)
    satuan: Title = ""
    waktu: Literal["bebas", "lampau", "mendatang"] = "bebas"
    sejak: Id | None = None
    pilihan: Parts[Title] = {}
    rujuk: Id | None = None
    rujuk_status: Items[Id] = ()
    batas: Id | None = None
    jenis_berkas: Items[Literal["pdf", "jpg", "png", "webp", "xlsx"]] = ("pdf", "jpg", "png")
    paling_besar_mb: int = Bound(default=2, ge=1, le=10)

    @property
    def is_sealed(self) -> bool:
        """Whether it is kept encrypted, and shown masked."""
        return self.pribadi or self.tipe in SEALED_TYPES

    @property
    def is_prose(self) -> bool:
        """In people's own words: anything may stand in it. Not where the schema says how it is spelled."""
        return self.tipe in PROSE and not self.pola

    @property
    def refuses_numbers(self) -> bool:
        """Those that are sealed elsewhere. A sealed text may be there for one, say a family card's."""
        return self.is_prose and not self.is_sealed

    @property
    def is_personal(self) -> bool:
        """Files count: what people scan names them."""
        return self.is_sealed or self.tipe in FILES
