"""Answers each template must take: template, OPD, answers. One row for each way to use it."""

from __future__ import annotations

from infra.model.function import SHARED
from infra.scaffold import TEMPLATES
from infra.scaffold.part import needs

ODD = {
    "name": "Dinas P.U. Bina Marga & Sumber Daya Air (Wil. I/II), Kota d'Oe",
    "short_name": "DPU-BM",
    "kind": "dinas",
    "head": "Plt. Kepala Dinas",
    "city": "Kabupaten Contoh",
    "label": "bina-marga",
    "domain": "contoh.go.id",
    "address": "Jl. Contoh No. 1/2, Blok B (lantai 3)",
    "phone": "+62 (622) 000-001",
    "email": "info.bm@contoh.go.id",
    "timezone": "Asia/Makassar",
    "color": "#004d00",
    "date": "2026-12-31",
}
"""Every answer otherwise than known, with every character that may stand in it."""
ODD_SITE = {
    **ODD,
    "head_name": "Dr. (H.C.) Butet O'Umpama & Co., S.T./M.Si",
    "hours": "Senin-Kamis 07.30-16.15; Jumat 07.30-11.00; Sabtu, Minggu, dan hari libur tutup",
}
"""Those that only some ask for, too."""

LEAVE = ("B/123/SPBE/2026", "2026-03-01")


def leave(template: str) -> tuple[str, str] | None:
    """The leave to run it, of a template that needs one."""
    return LEAVE if needs(TEMPLATES[template]).get("function") in SHARED else None


SUPPORTED: list[tuple[str, str, dict[str, str]]] = [
    ("website-static", "dlh", {}),
    ("website-static", "putr", {}),  # known by an older name too: gets an alias
    ("website-static", "setwan", {}),  # id and label differ
    ("website-static", "dinsosp3a", {}),  # the longest name
    ("website-static", "inspektorat", {}),
    ("website-static", "satpolpp", {}),
    ("website-static", "bpkpd", {}),
    ("website-static", "rsud", {}),
    ("website-static", "pkm-parsoburan", {}),
    ("website-static", "kec-siantar-timur", {}),
    ("website-static", "kel-baringin-pancur-nauli", {}),
    ("website-static", "portal", {"name": "Portal Kota", "label": "@"}),
    ("website-static", "dpubm", ODD_SITE),
    ("website", "dlh", {}),
    ("website", "putr", {}),
    ("website", "dinsosp3a", {}),
    ("website", "kec-siantar-timur", {}),
    ("website", "portal", {"name": "Portal Kota", "label": "@"}),
    ("website", "dpubm", ODD_SITE),
    ("service", "dinkes", {}),
    ("service", "dinsosp3a", {"schema": "minimal"}),
    ("service", "dpmptsp", {"schema": "izin"}),
    ("service", "dishub", {"schema": "parkir", "label": "parkir"}),
    ("service", "disnaker", {"schema": "pelatihan"}),
    ("service", "dpubm", {**ODD, "schema": "izin"}),
    ("letters", "kel-setia-negara", {}),
    ("letters", "kel-baringin-pancur-nauli", {}),  # the longest name, and part of a number
    ("letters", "kec-siantar-timur", {"label": "surat"}),
    ("letters", "dpubm", ODD),
    ("queue", "pkm-parsoburan", {}),
    ("queue", "dpubm", ODD),
    ("complaints", "diskominfo", {"label": "sqs"}),
]
