"""What stands in a document is read before it is public: a NIK in it is pointed out, in little memory and time."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import zipfile
from typing import Any
from unittest.mock import patch

import pydyf
from django.contrib.messages import get_messages
from django.test import SimpleTestCase

from opd.memory import one_at_a_time
from opd.website import niks, reading
from opd.website.models import PublicDocument, SiteProfile

from .sites import SeededTest, staff, upload

NIK, MASKED = "9999990101900001", "9999••••••••0001"
WORKBOOK = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}


def pdf(*lines: str) -> bytes:
    """A page of text."""
    made = pydyf.PDF()
    made.add_object(
        font := pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    )
    stream = pydyf.Stream(compress=True)
    for number, line in enumerate(lines):
        stream.stream += [b"BT /F1 11 Tf 50 %d Td (%s) Tj ET" % (780 - 20 * number, line.encode())]
    made.add_object(stream)
    made.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": made.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 595, 842]),
                "Contents": stream.reference,
                "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F1": font.reference})}),
            }
        )
    )
    into = io.BytesIO()
    made.write(into)
    return into.getvalue()


def table(**sheets: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**WORKBOOK, **{f"xl/{name}.xml": text for name, text in sheets.items()}}.items():
            archive.writestr(name, text)
    return into.getvalue()


class Written(SimpleTestCase):
    def test_a_nik_as_people_write_it_and_no_other_figures(self) -> None:
        for text in (
            f"NIK: {NIK},", f"1 {NIK} Siti", "9999 9901 0190 0001", "999999-010190-0001", " ".join(NIK), f"({NIK}).",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(niks.within(text), [MASKED])
        for text in (
            "9999999999999999", "12.705.000.000.000.000", "Rp9.999.990.101.900.001,00", f"{NIK}1", f"{NIK},50",
            "9 999 990 101 900 001", " ".join(f"1{NIK}"), "05-01-2026 - 03-02-2026", f"{NIK[:8]}\n{NIK[8:]}",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(niks.within(text), [])

    def test_each_is_named_once(self) -> None:
        self.assertEqual(niks.within(f"{NIK} {NIK} 9999990201900002"), [MASKED, "9999••••••••0002"])


class Read(SimpleTestCase):
    def test_the_text_of_pages_and_of_cells(self) -> None:
        found = reading.read(pdf("Daftar penerima", NIK), "pdf")
        self.assertTrue(found.whole)
        self.assertIn(NIK, found.words)
        shared = f"<sst><si><t>Siti</t></si><si><r><t>{NIK[:9]}</t></r><r><t>{NIK[9:]}</t></r></si></sst>"
        for told in (
            table(sharedStrings=shared),
            table(**{"worksheets/sheet1": f"<c><v>1</v><v>{NIK}</v></c>"}),
        ):
            found = reading.read(told, "xlsx")
            self.assertTrue(found.whole)
            self.assertEqual(niks.within(found.words), [MASKED])

    def test_neighbouring_cells_make_no_number(self) -> None:
        cells = "".join(f"<c><v>{NIK[at : at + 8]}</v></c>" for at in (0, 8))
        self.assertEqual(niks.within(reading.read(table(a=cells), "xlsx").words), [])

    def test_what_cannot_be_read_says_so(self) -> None:
        bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]><x>&a;</x>"
        for content, ending in (
            (b"%PDF-1.4 rusak", "pdf"), (pdf(), "pdf"), (b"PK\x03\x04 rusak", "xlsx"), (table(a=bomb), "xlsx"),
            (table(a="<si><t>tidak ditutup"), "xlsx"),
        ):  # fmt: skip
            with self.subTest(content[:20], ending=ending):
                self.assertFalse(reading.read(content, ending).whole)

    def test_what_unfolds_without_end_is_cut_and_what_came_before_counts(self) -> None:
        """Of text, and of what is none."""
        text = f"<si><t>{NIK}</t></si><si><t>{'a' * 50_000_000}</t></si>"
        found = reading.read(table(a=f"<sst>{text}</sst>"), "xlsx")
        self.assertEqual((found.whole, niks.within(found.words)), (False, [MASKED]))
        self.assertLess(len(found.words), 5_000_000)
        with patch.object(reading, "SECONDS", 0.5):
            slow = reading.read(table(a=f"<sst><si><t>a</t></si>{'<a/>' * 5_000_000}</sst>"), "xlsx")
        self.assertFalse(slow.whole)

    def test_it_waits_while_a_picture_or_a_letter_is_made(self) -> None:
        begun = threading.Event()

        def run(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
            begun.set()
            return subprocess.CompletedProcess([], 0, b"teks")

        worker = threading.Thread(target=reading.read, args=(b"", "pdf"))
        with patch.object(reading.subprocess, "run", run):
            with one_at_a_time:
                worker.start()
                self.assertFalse(begun.wait(1))
            worker.join(60)
        self.assertTrue(begun.is_set())

    def test_it_takes_no_more_memory_than_it_is_given(self) -> None:
        program = (
            "from opd.website import reading_process as it\n"
            "it._stay_small()\n"
            "bytearray(it.MOST_MEMORY // 2), print('half')\n"
            "bytearray(it.MOST_MEMORY)"
        )
        done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (1, "half\n"))
        self.assertIn("MemoryError", done.stderr)


class Warned(SeededTest):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(staff("penyunting1", "penyunting"))

    def sent(self, content: bytes, name: str = "daftar.pdf", path: str = "add/", **more: str) -> list[str]:
        """What the editor is told."""
        data = {"title": "Daftar penerima", "file": upload(name, content), "kind": "lain", "year": "2026",
                "information_class": "berkala", "number": "", "is_listed": "on", "is_checked": "on",
                "collection": SiteProfile.for_site(self.site).collection.pk, **more}  # fmt: skip
        answer = self.post(f"/kelola/documents/{path}", data)
        self.assertEqual(answer.status_code, 302)
        return [str(message) for message in get_messages(answer.wsgi_request)]

    def assert_warned(self, told: list[str]) -> None:
        (said,) = [text for text in told if "NIK" in text]
        self.assertIn("Daftar penerima", said)
        self.assertIn(MASKED, said)
        self.assertNotIn(NIK, said)

    def test_the_editor_is_told_which_document_and_never_the_number(self) -> None:
        self.assert_warned(self.sent(pdf("Penerima", NIK)))
        made = PublicDocument.objects.get()
        self.assertEqual(made.suspects, MASKED)
        self.assertContains(self.get("/kelola/"), MASKED)
        self.assertFalse(any("NIK" in text for text in self.sent(pdf("Penerima"), path=f"edit/{made.pk}/")))
        self.assertNotContains(self.get("/kelola/"), MASKED)
        self.assert_warned(self.sent(table(a=f"<si><t>{NIK}</t></si>"), "a.xlsx", f"edit/{made.pk}/"))

    def test_whether_it_can_be_downloaded_is_told_as_it_is(self) -> None:
        self.sent(pdf(NIK))
        public, waiting = [text for text in self.sent(pdf(NIK), is_checked="") if "NIK" in text]
        self.assertIn("Siapa pun dapat mengunduhnya", public)
        self.assertNotIn("Siapa pun", waiting)
        self.assertIn("belum dapat dibuka umum", waiting)

    def test_many_are_counted(self) -> None:
        self.sent(pdf(*(f"99999901019{number:05}" for number in range(1, 7))))
        self.assertIn("dan 3 lagi", PublicDocument.objects.get().suspects)

    def test_what_a_scan_says_nobody_knows(self) -> None:
        (said,) = [text for text in self.sent(pdf()) if "NIK" in text]
        self.assertIn("tidak dapat dibaca", said)

    def test_one_of_many_is_looked_through_as_well(self) -> None:
        data: dict[str, Any] = {"title": "Daftar penerima", "files[]": upload("a.pdf", pdf(NIK))}
        waits = self.post("/kelola/documents/multiple/add/", data).json()["uploaded_file_id"]
        name = f"uploaded-document-{waits}"
        words = {"title": "Daftar penerima", "kind": "lain", "year": "2026", "information_class": "berkala"}
        path = f"/kelola/documents/multiple/create_from_uploaded_document/{waits}/"
        answer = self.post(path, {f"{name}-{field}": value for field, value in words.items()})
        self.assertTrue(answer.json()["success"])
        self.assert_warned([str(message) for message in get_messages(answer.wsgi_request)])
