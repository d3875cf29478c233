"""What the public may know of a complaint: in the list, on its page, and as data for everybody (Perpres 39/2019).

Only what was checked and let through; never what is confidential, about conduct, or who reported.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from opd.complaints import current, places, states
from opd.complaints.cells import cell
from opd.complaints.models import Complaint
from opd.profile import profile

COLUMNS = {
    "kode": "Kode laporan",
    "kategori": "Kategori",
    "subkategori": "Subkategori",
    "klasifikasi": "Klasifikasi menurut SP4N-LAPOR!",
    "kelurahan_kode": "Kode kelurahan (Kemendagri)",
    "kelurahan": "Nama kelurahan",
    "lintang": "Garis lintang, dibulatkan",
    "bujur": "Garis bujur, dibulatkan",
    "kanal": "Kanal masuk",
    "unit": "Unit yang menangani",
    "status": "Status",
    "diterima": "Tanggal diterima (YYYY-MM-DD)",
    "tenggat": "Tanggal tenggat (YYYY-MM-DD)",
    "selesai": "Tanggal selesai (YYYY-MM-DD), kosong bila belum",
    "hari_kerja": "Hari kerja sampai selesai, sejak diterima atau dibuka lagi; waktu menunggu tidak dihitung",
    "tepat_waktu": "Selesai dalam tenggat (ya atau tidak)",
    "penilaian": "Penilaian pelapor, 1 sampai 5",
    "uraian": "Uraian yang sudah disunting untuk umum",
}


def listed() -> QuerySet[Complaint]:
    """What the public list shows."""
    found = Complaint.objects.filter(listed=True, confidential=False, state__in=states.LISTED)
    return found.exclude(klass=states.OVERSEEN).prefetch_related("outcomes")


def public_place(complaint: Complaint) -> places.Point | None:
    place = complaint.place
    return places.rounded(place, current.settings().tempat.desimal) if place else None


def row(complaint: Complaint) -> dict[str, Any]:
    known, place, outcome = current.known(), public_place(complaint), complaint.outcome
    category = known.settings.kategori.get(complaint.category)
    return {
        "kode": complaint.code,
        "kategori": known.settings.category(complaint.category),
        "subkategori": (category.sub.get(complaint.sub) if category else None) or "",
        "klasifikasi": states.CLASSES.get(complaint.klass, ""),
        "kelurahan_kode": complaint.village,
        "kelurahan": known.areas.name(complaint.village) if complaint.village else "",
        "lintang": place[0] if place else None,
        "bujur": place[1] if place else None,
        "kanal": states.CHANNELS.get(complaint.channel, complaint.channel),
        "unit": known.settings.unit_name(complaint.unit) if complaint.unit else "",
        "status": complaint.told.name,
        "diterima": complaint.received.isoformat(),
        "tenggat": complaint.due.isoformat(),
        "selesai": complaint.finished_on.isoformat() if complaint.finished_on else None,
        "hari_kerja": outcome.took if outcome else None,
        "tepat_waktu": outcome.in_time if outcome else None,
        "penilaian": outcome.stars if outcome else None,
        "uraian": complaint.public_text,
    }


class Echo:
    """A file that hands each line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for one in found:
        yield writer.writerow(cell(one[name]) for name in COLUMNS)


def as_json(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield "["
    for number, one in enumerate(found):
        yield ("," if number else "") + "\n" + json.dumps(one, ensure_ascii=False)
    yield "\n]\n"


def package(base: str) -> dict[str, Any]:
    """The data set as CKAN's ``package_create`` takes it. ``base`` is the app's address, without a final slash."""
    owner = profile()
    settings = current.settings()
    resources = [
        {"name": f"Laporan ({form.upper()})", "format": form.upper(), "url": f"{base}/laporan/data.{form}"}
        for form in ("csv", "json")
    ]
    return {
        "name": f"pengaduan-{settings.awalan.lower()}",
        "title": f"Pengaduan warga: {settings.nama}",
        "notes": "Laporan warga yang sudah diverifikasi, tanpa identitas; lokasi dibulatkan.",
        "author": owner.name,
        "license_id": "cc-by",
        "tags": [{"name": "pengaduan"}, {"name": "pelayanan-publik"}],
        "extras": [{"key": name, "value": meaning} for name, meaning in COLUMNS.items()],
        "resources": resources,
    }
