"""A site with officers, and a request for information; nobody in here exists."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import patch

from opd import content
from opd.models import Holiday
from opd.website import ppid
from opd.website.models import InformationRequest

from .sites import SeededTest, staff

NIK = content.nik(7)

ASKED = {
    "requester_kind": "perorangan",
    "name": "Siti Rekaan",
    "identity": NIK,
    "address": "Jalan Rekaan 1",
    "email": "siti@contoh.invalid",
    "phone": "",
    "information": "Salinan Rencana Kerja tahun 2026 beserta lampirannya.",
    "purpose": "Bahan penelitian skripsi.",
    "way": "surel",
    "agreed": "on",
}

MONDAY = date(2026, 3, 16)

IDULFITRI = [date(2026, 3, day) for day in (20, 23, 24)]


def on(day: date) -> Any:
    """The app's calendar shows ``day``."""
    return patch("opd.website.ppid.day", lambda: day)


class Desk(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        Holiday.objects.bulk_create(Holiday(day=day, name="Idulfitri") for day in IDULFITRI)
        cls.officer = staff("pelaksana", "ppid pelaksana")
        cls.head = staff("utama", "ppid utama")
        cls.superior = staff("atasan", "atasan ppid")

    def filed(self, day: date = MONDAY, **more: str) -> tuple[InformationRequest, str]:
        names = ("name", "identity", "address", "email", "information", "purpose")
        made = InformationRequest(site=self.site, **{**{name: ASKED[name] for name in names}, **more})
        with on(day):
            token = ppid.file(made)
        return made, token

    def moved(
        self, request: InformationRequest, *steps: str, day: date = MONDAY, who: Any = None, **given: Any
    ) -> InformationRequest:
        with on(day):
            for step in steps:
                request = ppid.move(request.pk, step, who or self.head, **given)
        return request
