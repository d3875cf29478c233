"""Answers each template must take: template, OPD, answers. One row for each way to use it."""

from __future__ import annotations

SUPPORTED: list[tuple[str, str, dict[str, str]]] = [
    ("website", "dlh", {}),
    ("website", "putr", {}),  # known by an older name too: gets an alias
    ("website", "setwan", {}),  # id and label differ
    ("website", "dinsosp3a", {}),  # the longest name
    ("website", "inspektorat", {}),
    ("website", "satpolpp", {}),
    ("website", "bpkpd", {}),
    ("website", "rsud", {}),
    ("website", "pkm-parsoburan", {}),
    ("website", "kec-siantar-timur", {}),
    ("website", "kel-baringin-pancur-nauli", {}),
    ("website", "portal", {"name": "Portal Kota", "label": "@"}),
    (
        "website",
        "dpubm",
        {
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
        },
    ),
]
