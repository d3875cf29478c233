"""The list as staff takes it along: without anybody's identity, whoever takes it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from opd.complaints import current, states
from opd.complaints.cells import cell
from opd.complaints.models import Complaint
from opd.complaints.open_data import Echo
from opd.complaints.redaction import for_others

HEAD = (
    "kode", "status", "klasifikasi", "kategori", "kelurahan", "unit", "kanal", "anonim", "rahasia", "diterima",
    "tenggat", "selesai", "hari_kerja", "tepat_waktu", "dibuka_lagi", "penilaian", "sp4n", "uraian",
)  # fmt: skip


def as_csv(found: Iterable[Complaint]) -> Iterator[str]:
    known = current.known()
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    for one in found:
        outcome = one.outcome
        cells = (
            one.code,
            one.told.name,
            states.CLASSES.get(one.klass, ""),
            known.settings.category(one.category, one.sub),
            known.areas.name(one.village) if one.village else "",
            known.settings.unit_name(one.unit) if one.unit else "",
            one.channel,
            one.anonymous,
            one.confidential,
            one.received,
            one.due,
            one.finished_on,
            outcome.took if outcome else None,
            outcome.in_time if outcome else None,
            one.reopened,
            outcome.stars if outcome else None,
            one.sp4n_id,
            for_others(one),
        )
        yield writer.writerow(cell(each) for each in cells)
