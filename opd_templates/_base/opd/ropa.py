"""The record of processing activities (UU 27/2022 Pasal 31): each kind of data, the project's and the base's."""

from __future__ import annotations

import csv
from io import StringIO

from opd import retention
from opd.profile import profile

COLUMNS = (
    *("pengendali", "kontak", "aplikasi", "kegiatan"),
    *("data", "tujuan", "dasar", "disimpan", "penghapusan"),
)


def rows() -> list[dict[str, str]]:
    office, ends = profile(), retention.registered()
    contact = ", ".join(filter(None, (office.email, office.phone, office.address)))
    told = [
        (
            *(office.name, contact, office.host, kind.name),
            *(kind.what, kind.purpose, kind.basis, kind.kept),
            "otomatis, tiap malam" if kind.name in ends else "tidak dihapus",
        )
        for kind in retention.kinds().values()
    ]
    return [dict(zip(COLUMNS, row, strict=True)) for row in told]


def as_csv() -> str:
    """For a spreadsheet, which knows by the mark that this is UTF-8; what stands here no citizen wrote."""
    text = StringIO()
    written = csv.DictWriter(text, COLUMNS)
    written.writeheader()
    written.writerows(rows())
    return "\ufeff" + text.getvalue()
