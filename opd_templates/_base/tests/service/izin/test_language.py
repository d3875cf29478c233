"""What citizens and staff read is in Indonesian: every page, and what is said of every wrong input."""

from __future__ import annotations

import json
import re
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from opd.models import Holiday
from opd.service import letters, programs
from tests.service.support import ServiceCase, file, member, permit, signer

# As whole words in any case. None is a word of Indonesian, or stands in an address.
ENGLISH = re.compile(
    r"\b(this|the|your?|is|are|was|not|must|should|may|please|enter|ensure|select|choose|field|values?|required|submit"
    r"(ted)?|files?|filename|empty|characters?|allowed|invalid|exists?|already|with|and|or|of|for|from|to|by|has|have|been"
    r"|there|none|errors?|pages?|search|deleted?|changed?|clear|currently|add(ed)?|saved?|edit|users?|username"
    r"|password|name|title|type|date|time|days?|number|home|login|logout|back|next|previous|close|cancel|upload"
    r"|unauthorized|forbidden|denied|found|cannot|parse|request|body|letter|record|state|move|why|only)\b",
    re.IGNORECASE,
)
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content")
WRONG = {
    "nama": "\x00",
    "nik": "12345",
    "telepon": "1",
    "surel": "bukan surel",
    "alamat": "x" * 301,
    "nama_usaha": "x" * 101,
    "nib": "abc",
    "bentuk": "tiada",
    "sisi": ["tiada"],
    "luas": "banyak",
    "nilai": "99999999999",
    "mulai": "kemarin",
    "menyala": "barangkali",
    "lokasi_teks": "",
    "lokasi_lat": "2,9",
    "ktp": file("ktp.jpg", b"bukan gambar"),
    "foto": file("foto.jpg", b""),
}


def words(html: str) -> list[str]:
    """What is seen or read out; programs' own words in ``code`` are none."""
    soup = BeautifulSoup(html, "html.parser")
    for each in soup(["script", "style", "code", "pre"]):
        each.decompose()
    told = [tag[name] for tag in soup.find_all(True) for name in SPOKEN if tag.get(name)]
    told = [one for one in told if one != "width=device-width, initial-scale=1"]
    return [text for text in [*soup.stripped_strings, *told] if "@contoh.invalid" not in text]


class Language(ServiceCase):
    def assertIndonesian(self, answer: Any, place: str) -> None:  # noqa: N802  # as unittest calls its own
        with self.subTest(place):
            html = answer.content.decode()
            self.assertIn('lang="id"', html)
            self.assertEqual({text for text in words(html) if ENGLISH.search(text)}, set())

    def assertAllIndonesian(self, client: Client, paths: list[str]) -> None:  # noqa: N802  # as above
        for path in paths:
            answer = client.get(path)
            self.assertEqual(answer.status_code, 200, path)
            self.assertIndonesian(answer, path)

    def assertRefusedInIndonesian(self, client: Client, path: str, sent: dict[str, Any]) -> None:  # noqa: N802
        answer = client.post(path, sent)
        self.assertEqual(answer.status_code, 422, path)
        self.assertIndonesian(answer, f"{path} {sorted(sent)}")

    def test_what_everybody_sees(self) -> None:
        self.assertAllIndonesian(
            self.client, ["/", "/permohonan/izin/", "/lacak/", "/masuk/", "/data-pribadi/", "/api/"]
        )
        self.assertIndonesian(self.client.get("/tiada/"), "404")
        self.assertRefusedInIndonesian(self.client, "/permohonan/izin/", {})
        self.assertRefusedInIndonesian(self.client, "/permohonan/izin/", WRONG)
        self.assertRefusedInIndonesian(self.client, "/permohonan/izin/", permit(mulai="1800-01-01", luas="0"))
        long = file(f"{'x' * 260}.jpg")
        self.assertRefusedInIndonesian(self.client, "/permohonan/izin/", permit(ktp=long, lokasi_lat="x"))
        for code in ("", "x" * 61, "\x00"):
            self.assertRefusedInIndonesian(self.client, "/lacak/", {"kode": code})
        self.assertIndonesian(self.client.post("/masuk/", {"username": "", "password": ""}), "/masuk/")
        self.assertIndonesian(self.client.post("/masuk/", {"username": "a", "password": "b"}), "/masuk/ a")

    def test_what_an_applicant_sees(self) -> None:
        record, token = self.hand_in()
        self.assertAllIndonesian(self.client, ["/permohonan/tanda-terima/"])
        record = self.moved(record, ("petugas loket", "kembalikan"))
        self.client.post("/lacak/", {"kode": token})
        self.assertAllIndonesian(
            self.client, ["/lacak/permohonan/", "/lacak/langkah/perbaiki/", "/lacak/langkah/batalkan/"]
        )
        self.assertRefusedInIndonesian(self.client, "/lacak/langkah/batalkan/", {"_alasan": "x"})
        self.assertRefusedInIndonesian(self.client, "/lacak/langkah/perbaiki/", {"ktp": WRONG["foto"]})
        self.moved(record, ("pemohon", "batalkan"))
        self.assertAllIndonesian(self.client, ["/lacak/permohonan/"])

    def test_what_the_desk_sees(self) -> None:
        record, _ = self.hand_in()
        self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        who = signer()
        letters.make(record, "izin", who, "kepala")
        head, here = self.staff("kepala"), f"/meja/izin/{record.pk}/"
        steps = [f"{here}langkah/{step}/" for step in ("terbitkan", "tolak")]
        self.assertAllIndonesian(
            head,
            ["/meja/", "/meja/izin/", "/meja/izin/?lampu=merah", here, f"{here}buka/", *steps, f"{here}surat/izin/",
             f"{here}surat/izin/batal/", "/meja/token/", "/meja/penanda-tangan/", f"/meja/penanda-tangan/{who.pk}/"],
        )  # fmt: skip
        self.assertRefusedInIndonesian(head, f"{here}langkah/tolak/", {"_alasan": ""})
        self.moved(record, ("kepala", "terbitkan"))  # by somebody else, meanwhile
        self.assertRefusedInIndonesian(head, f"{here}langkah/terbitkan/", {"x": "y"})
        self.assertRefusedInIndonesian(head, f"{here}buka/", {"alasan": "x"})
        self.assertRefusedInIndonesian(head, f"{here}surat/izin/", {"penanda_tangan": "99"})
        self.assertRefusedInIndonesian(head, f"{here}surat/izin/batal/", {"_alasan": " "})
        for days in ("", "0", "999", "x"):
            self.assertRefusedInIndonesian(head, "/meja/token/", {"nama": "x" * 81, "hari": days})
        wrong = {"name": "x" * 121, "nip": "1" * 19, "title": "", "since": "kemarin", "until": "x"}
        self.assertRefusedInIndonesian(head, "/meja/penanda-tangan/", wrong)
        self.assertRefusedInIndonesian(head, "/meja/izin/ekspor/", {"format": "csv", "penuh": "ya"})
        self.assertIndonesian(head.post(f"{here}catatan/", {}, follow=True), "catatan")
        told = head.post(f"{here}buka/", {"alasan": "Mencocokkan data dengan KTP"})
        self.assertIndonesian(told, "data yang dibuka")

    def test_what_the_counter_sees(self) -> None:
        counter = self.staff("petugas loket")
        self.assertAllIndonesian(counter, ["/meja/izin/baru/"])
        self.assertRefusedInIndonesian(counter, "/meja/izin/baru/", WRONG)
        self.assertIndonesian(counter.post("/meja/izin/baru/", permit()), "tanda terima loket")
        self.assertIndonesian(counter.get("/meja/penanda-tangan/"), "403")

    def test_what_an_administrator_sees(self) -> None:
        client = self.staff("pengelola")
        other = member("kepala", name="butet")
        Holiday.objects.create(day="2026-03-20", name="Hari rekaan")
        self.assertAllIndonesian(
            client,
            ["/staf/", "/staf/pengguna/", "/staf/pengguna/baru/", f"/staf/pengguna/{other.pk}/", "/staf/libur/",
             "/staf/audit/", "/sandi/"],
        )  # fmt: skip
        for sent in (
            {"x": "y"},
            {"username": "a b", "email": "x"},
            {"username": "butet", "first_name": "x" * 200},
            {"username": "x" * 200, "groups": ["99"]},
        ):
            self.assertRefusedInIndonesian(client, "/staf/pengguna/baru/", sent)
        for sent in (
            {"x": "y"},
            {"day": "x", "name": "x" * 200},
            {"day": "2026-03-20", "name": "Lagi"},
            {"berkas": ""},
        ):
            self.assertRefusedInIndonesian(client, "/staf/libur/", sent)
        for sent in (b"", b"bukan,hari\n", b"\xff"):
            self.assertRefusedInIndonesian(client, "/staf/libur/", {"berkas": file("libur.csv", sent)})
        for new in ("", "a", "123456789012", "Password1234", "pengelola-Pengelola-1"):
            sent = {"old_password": "salah", "new_password1": new, "new_password2": f"{new}x"}
            self.assertRefusedInIndonesian(client, "/sandi/", sent)
            sent = {"old_password": "Bukit-Simarbela-2026", "new_password1": new, "new_password2": new}
            answer = client.post("/sandi/", sent)
            if answer.status_code != 302:
                self.assertIndonesian(answer, f"/sandi/ {new}")

    def test_what_programs_are_told(self) -> None:
        token = programs.make(member("kepala"), "uji", 30)
        asks = (
            ("get", "/api/v1/izin/", "", "salah", 401),
            ("get", "/api/v1/izin/", "", None, 401),
            ("post", "/api/v1/izin/", "{rusak", token, 400),
            ("get", "/api/v1/izin/?status=tiada", "", token, 422),
            ("get", "/api/v1/tiada/", "", token, 404),
        )
        for method, path, body, given, code in asks:
            headers = {"Authorization": f"Bearer {given}"} if given else {}
            client = Client()
            answer = (
                client.post(path, body, content_type="application/json", headers=headers)
                if method == "post"
                else client.get(path, headers=headers)
            )
            with self.subTest(f"{code} {path}"):
                self.assertEqual(answer.status_code, code)
                if code != 404:
                    self.assertEqual(ENGLISH.findall(json.dumps(answer.json())), [])
                    self.assertIn("pesan", answer.json())

    def test_what_the_description_of_the_api_says(self) -> None:
        told = self.client.get("/api/v1/openapi.json").json()
        said: list[str] = []

        def gather(part: Any, key: str = "") -> None:
            if isinstance(part, dict):
                for name, one in part.items():
                    if name != "responses":  # phrases of HTTP itself
                        gather(one, name)
            elif isinstance(part, list):
                for one in part:
                    gather(one)
            elif key in ("description", "summary"):
                said.append(part)

        gather(told["components"])
        gather(told["paths"])
        self.assertTrue(said)
        self.assertEqual([text for text in said if ENGLISH.search(text)], [])
