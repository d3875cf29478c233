"""The OPDs known by id: their names, labels and kinds, so that `new` need not ask."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import yaml

Kind = Literal[
    "dinas", "badan", "sekretariat", "inspektorat", "satuan", "kecamatan", "kelurahan", "rsud", "puskesmas"
]

# Who leads a unit of that kind.
HEADS: Mapping[str, str] = MappingProxyType(
    {
        "dinas": "Kepala Dinas",
        "badan": "Kepala Badan",
        "sekretariat": "Sekretaris",
        "inspektorat": "Inspektur",
        "satuan": "Kepala Satuan",
        "kecamatan": "Camat",
        "kelurahan": "Lurah",
        "rsud": "Direktur",
        "puskesmas": "Kepala Puskesmas",
    }
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of units.yaml, completed. ``head`` is empty where the kind says it."""

    DEFAULT_COLOR: ClassVar[str] = "#0f4c75"

    opd: str
    name: str
    short_name: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    head: str = ""
    color: str = DEFAULT_COLOR


@functools.cache
def known_units() -> Mapping[str, Unit]:
    """Every known OPD by id."""
    rows: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("units.yaml").read_text(encoding="utf-8"))
    districts: dict[str, list[str]] = rows.pop("kecamatan")
    units = [_unit(opd, row) for opd, row in rows.items()]
    for district, villages in districts.items():
        units.append(_place("kec", "kecamatan", district))
        units += [_place("kel", "kelurahan", village) for village in villages]
    return MappingProxyType({unit.opd: unit for unit in units})


def _unit(opd: str, row: dict[str, Any]) -> Unit:
    defaults = {"short_name": opd.upper(), "kind": "dinas", "label": opd}
    return Unit(opd=opd, **{**defaults, **row, "aliases": tuple(row.get("aliases", ()))})


def _place(prefix: str, kind: str, name: str) -> Unit:
    opd = f"{prefix}-{name.lower().replace(' ', '-')}"
    return Unit(opd, f"{kind.title()} {name}", name, kind, opd)
