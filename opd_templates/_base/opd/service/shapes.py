"""What the API takes and gives, made of the schema: OpenAPI tells it to whoever writes a program."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from ninja import Schema as Shape
from pydantic import Field as Described
from pydantic import create_model

from opd.service import current, searching, values
from opd.service.schema import Field, Kind
from opd.service.schema.fields import FILES

MOST = 200

# Their docstrings are read in openapi.json: they are Indonesian, as all that it says.


class Message(Shape):
    """Sebab sesuatu tidak dilakukan; `isian` menyebut jawaban yang menghalangi."""

    pesan: str
    isian: dict[str, list[str]] = {}


class Kinds(Shape):
    kode: str
    nama: str
    status: dict[str, str]
    langkah: dict[str, str]


class Step(Shape):
    """`alasan` bila langkah itu memintanya; `isian` untuk yang ditanyakannya."""

    alasan: str = ""
    isian: dict[str, Any] = {}


class Reason(Shape):
    alasan: str = Described(min_length=5)


class Change(Reason):
    isian: dict[str, Any]


def notice_of(kind: Kind) -> str:
    """The version of the notice that whoever gives personal data has to be shown; empty where none has."""
    notice = current.schema().pemberitahuan
    return notice.versi if notice and kind.is_public and kind.has_personal else ""


def new(code: str, kind: Kind) -> type[Shape]:
    """What may be sent, with its types; the form says more about each answer."""
    told: dict[str, Any] = {}
    for name, field in kind.asked.items():
        if field.tipe not in FILES:
            kept = _annotation(field)
            default = ... if field.wajib else None
            told[name] = (kept if field.wajib else kept | None, Described(default, description=field.label))
    if notice := notice_of(kind):
        words = f"Versi pemberitahuan data pribadi yang disetujui pemohon; sekarang `{notice}`"
        told["pemberitahuan"] = (str, Described(description=words))
    return create_model(f"{code}_baru", __base__=Shape, **told)


def _annotation(field: Field) -> Any:
    if field.tipe == "pilihan":
        return Literal[tuple(field.pilihan)]
    if field.tipe == "pilihan_ganda":
        return list[Literal[tuple(field.pilihan)]]
    return values.of(field).annotation


def query(code: str, kind: Kind) -> type[Shape]:
    """By what a list may be narrowed."""
    told: dict[str, Any] = {
        "status": _one_of(kind.status),
        "dari": (date | None, Described(None, description="Diterima paling awal")),
        "sampai": (date | None, Described(None, description="Diterima paling akhir")),
        "mulai": (int, Described(0, ge=0, description="Berapa yang dilewati")),
        "banyak": (int, Described(50, ge=1, le=MOST)),
    }
    if kind.tenggat:
        told["lampu"] = _one_of(searching.LIGHTS)
    for name, field in kind.isian.items():
        if field.saring:
            told[name] = {
                "pilihan": lambda f=field: _one_of(f.pilihan),
                "ya_tidak": lambda: _one_of(("ya", "tidak")),
                "rujukan": lambda: (UUID | None, None),
            }[field.tipe]()
    return create_model(f"{code}_saring", __base__=Shape, **told)


def _one_of(words: Any) -> tuple[Any, None]:
    return Literal[tuple(words)] | None, None


def sent(kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    """JSON as a form sends it: one way to check what people and programs say."""
    data: dict[str, Any] = {}
    for name, value in given.items():
        field = kind.isian.get(name)
        if value is None or field is None:
            continue
        if field.tipe == "tempat":
            data |= {
                f"{name}_{part}": str(value.get(part, ""))
                for part in ("teks", "lat", "lon")
                if isinstance(value, dict)
            }
        elif field.tipe == "ya_tidak":
            data[name] = "ya" if value is True else "tidak"
        elif field.tipe in ("angka", "uang"):
            data[name] = f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
            data[name] = data[name].replace(".", ",")
        else:
            data[name] = value if field.tipe == "pilihan_ganda" and isinstance(value, list) else str(value)
    return data
