"""What citizens and staff read is in Indonesian: every page, and what is said of every wrong input."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from opd.complaints import nightly, states
from tests.complaints.support import GIVEN, ComplaintsCase, aged, file, noon, report, workday

# As whole words in any case. None is a word of Indonesian, or stands in an address.
ENGLISH = re.compile(
    r"\b(this|the|your?|is|are|was|not|must|should|may|please|enter|ensure|select|choose|field|values?|required|submit"
    r"(ted)?|files?|filename|empty|characters?|allowed|invalid|exists?|already|with|and|or|of|for|from|to|by|has|have|been"
    r"|there|none|errors?|pages?|search|deleted?|changed?|clear|currently|add(ed)?|saved?|edit|users?|username"
    r"|password|name|title|type|date|time|days?|number|home|login|logout|back|next|previous|close|cancel|upload"
    r"|unauthorized|forbidden|denied|found|cannot|parse|request|body|report|complaint|state|move|why|only)\b",
    re.IGNORECASE,
)
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content")
OURS = {"Siantar Quick Service", "width=device-width, initial-scale=1"}


def words(html: str) -> list[str]:
    """What is seen or read out; names of columns in ``code`` are programs' own."""
    soup = BeautifulSoup(html, "html.parser")
    for each in soup(["script", "style", "code"]):
        each.decompose()
    told = [tag[name] for tag in soup.find_all(True) for name in SPOKEN if tag.get(name)]
    return [text for text in [*soup.stripped_strings, *told] if text not in OURS and "@" not in text]


class Language(ComplaintsCase):
    def assertIndonesian(self, answer: Any, place: str) -> None:  # noqa: N802  # as unittest calls its own
        with self.subTest(place):
            html = answer.content.decode()
            self.assertIn('lang="id"', html)
            self.assertEqual({text for text in words(html) if ENGLISH.search(text)}, set())

    def all_of(self, client: Client, *paths: str) -> None:
        for path in paths:
            answer = client.get(path)
            self.assertEqual(answer.status_code, 200, path)
            self.assertIndonesian(answer, path)

    def refused(self, client: Client, path: str, sent: dict[str, Any]) -> None:
        answer = client.post(path, sent)
        self.assertEqual(answer.status_code, 422, (path, sent))
        self.assertIndonesian(answer, f"{path} {sorted(sent)}")

    def test_what_everybody_sees(self) -> None:
        one, _ = self.hand_in(foto=file())
        self.moved(one, "teruskan", "mulai", "selesaikan", foto_umum="on")
        self.all_of(
            self.client, "/", "/lapor/", "/lapor/diterima/", "/lacak/", "/laporan/", f"/laporan/{one.code}/",
            "/laporan/capaian/", "/laporan/data/", "/data-pribadi/",
        )  # fmt: skip
        self.refused(self.client, "/lapor/", {})
        wrong = dict.fromkeys(report(), "\x00") | {"foto": file(body=b"bukan"), "nik": "1", "setuju": ""}
        self.refused(self.client, "/lapor/", wrong)
        self.refused(
            self.client,
            "/lapor/",
            report(surel="x", telepon="1", lintang="x", kategori="x", foto=file(body=b"")),
        )
        for code in ("", "x" * 61, "\x00", "ABC"):
            self.refused(self.client, "/lacak/", {"kode": code})

    def test_what_a_reporter_sees(self) -> None:
        one, token = self.hand_in(foto=file())
        client = self.tracked(token)
        self.all_of(client, "/lacak/laporan/", "/lacak/langkah/cabut/")
        one = self.moved(one, "minta-data")
        self.all_of(client, "/lacak/laporan/", "/lacak/langkah/lengkapi/")
        self.refused(client, "/lacak/langkah/lengkapi/", {"tambahan": "x"})
        self.moved(one, "lengkapi", "teruskan", "mulai", "selesaikan", tambahan="Di sebelah barat.")
        self.all_of(client, "/lacak/laporan/", "/lacak/langkah/buka-lagi/", "/lacak/nilai/")
        self.refused(client, "/lacak/langkah/buka-lagi/", {})
        self.refused(client, "/lacak/nilai/", {"bintang": "9"})

    def test_what_the_desk_sees(self) -> None:
        one, _ = self.hand_in(foto=file())
        one = aged(self.moved(one, "teruskan"), workday())
        nightly.warn(noon(workday(60)))
        new, _ = self.hand_in()
        desk, here = self.staff("koordinator"), f"/meja/laporan/{one.pk}/"
        self.all_of(
            desk, "/meja/", "/meja/laporan/", "/meja/laporan/?lampu=merah", here, "/meja/lapor/", "/meja/capaian/",
            "/meja/sp4n/", f"/meja/sp4n/{one.pk}/", "/meja/petugas/", f"/meja/laporan/{new.pk}/",
            f"{here}perbaiki/",
        )  # fmt: skip
        for step, move in states.MOVES.items():
            if states.COORDINATOR in move.actors and states.NEW in move.sources:
                self.all_of(desk, f"/meja/laporan/{new.pk}/langkah/{step}/")
                self.refused(desk, f"/meja/laporan/{new.pk}/langkah/{step}/", {})
        self.refused(desk, "/meja/lapor/", {"kanal": "x"})
        self.refused(desk, "/meja/petugas/", {})
        self.refused(desk, f"{here}perbaiki/", {"tarik": "foto-0"})
        self.refused(desk, f"/meja/sp4n/{one.pk}/", {"sp4n": "?"})
        self.refused(desk, f"{here}langkah/tunda/", {"sampai": "kemarin", "alasan": GIVEN["alasan"]})
        self.refused(desk, f"{here}langkah/tolak/", GIVEN)  # its state is another one by now
        office = self.staff("penghubung", "dlh")
        self.all_of(office, "/meja/", here, f"{here}langkah/mulai/", f"{here}langkah/alihkan/")
        self.all_of(self.staff("pimpinan"), "/meja/", here, "/meja/capaian/")
        self.assertIndonesian(
            self.staff("loket").post("/meja/lapor/", report(kanal="loket")), "diterima-loket"
        )
