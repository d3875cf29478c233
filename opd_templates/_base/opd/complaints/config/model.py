"""What `aduan.yaml` and `wilayah.yaml` of a project may say: all that an office decides by itself."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from opd.complaints.states import INFORMATION, OVERSEEN, PLAIN
from opd.service.schema.faults import refuse, shown

Days = Annotated[int, Field(ge=1, le=250)]
Share = Annotated[int, Field(ge=1, le=100)]


def _matching(pattern: str, what: str, remedy: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            refuse(f"{shown(value)} is not {what}", "", remedy)
        return value

    return AfterValidator(check)


Code = Annotated[
    str,
    _matching(
        r"[a-z][a-z0-9_-]{0,39}", "an id", "Use small letters, digits, `-` and `_`; begin with a letter."
    ),
]
Title = Annotated[str, _matching(r"\S(.{0,118}\S)?", "a name", "Write up to 120 letters in one line.")]
Prefix = Annotated[
    str, _matching(r"[A-Z][A-Z0-9]{1,7}", "a prefix", "Write 2 to 8 capital letters, as `SQS`.")
]
Rate = Annotated[str, _matching(r"[1-9][0-9]{0,3}/[mhd]", "a rate", "Write it as `10/h` (m, h, d).")]
AreaCode = Annotated[
    str, _matching(r"\d\d\.\d\d\.\d\d\.\d{4}", "a code of the ministry", "Write it as '12.72.01.1001'.")
]


class Section(BaseModel):
    """Frozen, nothing is converted silently, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Limits(Section):
    """``tenggat``: working days, but for ``ingatkan`` (per cent of a clock)."""

    verifikasi: Days
    informasi: Days
    tanpa_pengawasan: Days
    pengawasan: Days
    minta_data: Days
    tutup: Days
    tunda: Days
    eskalasi: Days
    ombudsman: Days
    sp4n: Days
    ingatkan: Annotated[tuple[Share, ...], Field(min_length=1, strict=False)]

    def of(self, klass: str) -> int:
        return {INFORMATION: self.informasi, PLAIN: self.tanpa_pengawasan, OVERSEEN: self.pengawasan}[klass]

    @property
    def yellow(self) -> int:
        return min(self.ingatkan)


class Bounds(Section):
    """``batas``: of what may be handed in, and how often."""

    uraian_paling_sedikit: Annotated[int, Field(ge=1, le=500)]
    uraian_paling_banyak: Annotated[int, Field(ge=100, le=20_000)]
    foto: Annotated[int, Field(ge=0, le=20)]
    foto_mb: Annotated[int, Field(ge=1, le=20)]
    kirim: Rate
    lacak: Rate
    buka_lagi: Annotated[int, Field(ge=0, le=20)]


class Nearness(Section):
    """``tempat``: how exactly places are published, and what is near enough to be the same."""

    desimal: Annotated[int, Field(ge=1, le=4)]
    duplikat_meter: Annotated[int, Field(ge=10, le=5000)]
    duplikat_hari: Annotated[int, Field(ge=1, le=365)]


class Unit(Section):
    nama: Title
    singkatan: Title


class Category(Section):
    """``foto_sesudah``: done only with a picture that shows it."""

    nama: Title
    unit: Code
    sub: dict[Code, Title] = {}
    foto_sesudah: bool = False


class Notice(Section):
    versi: Title
    teks: Annotated[str, Field(min_length=40, max_length=4000)]


class Settings(Section):
    """``aduan.yaml``."""

    versi: Annotated[int, Field(ge=1, le=1)]
    awalan: Prefix
    nama: Title
    uraian: Title
    darurat: Title
    tenggat: Limits
    batas: Bounds
    tempat: Nearness
    unit: Annotated[dict[Code, Unit], Field(min_length=1)]
    pengawasan: Code
    kategori: Annotated[dict[Code, Category], Field(min_length=1)]
    pemberitahuan: Notice

    def category(self, code: str, sub: str = "") -> str:
        """In words, as far as it is still declared."""
        found = self.kategori.get(code)
        if found is None:
            return code
        return f"{found.nama}: {found.sub.get(sub, sub)}" if sub else found.nama

    def unit_name(self, code: str) -> str:
        return self.unit[code].nama if code in self.unit else code


class Areas(Section):
    """``wilayah.yaml``: villages (kelurahan) by district (kecamatan), under the ministry's codes."""

    sumber: Title
    kecamatan: Annotated[dict[Title, dict[AreaCode, Title]], Field(min_length=1)]

    def name(self, code: str) -> str:
        return next((names[code] for names in self.kecamatan.values() if code in names), code)

    def choices(self) -> list[tuple[str, Any]]:
        """For a select: districts as groups."""
        return [(f"Kec. {district}", list(names.items())) for district, names in self.kecamatan.items()]

    def codes(self) -> frozenset[str]:
        return frozenset(code for names in self.kecamatan.values() for code in names)
