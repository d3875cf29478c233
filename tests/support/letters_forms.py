"""How somebody fills in the forms of template `letters` in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

# Answers of nobody: no region has the number 99.
PERSON = {
    "Nama lengkap": "Siti Rekaan",
    "NIK": "9999990109904321",
    "Nomor Kartu Keluarga": "9999990109904399",
    "Alamat": "Jalan Contoh No. 5",
    "RT": "1",
    "RW": "1",
    "Nomor telepon seluler": "0812-3456-7890",
}

ON_CARD = {"Tempat lahir": "Kota Rekaan", "Tanggal lahir": "1990-09-01", "Pekerjaan": "Penenun"}
"""Asked by the types that print it."""


def fill(page: Page, paper: Path, **answers: str) -> None:
    """All that a form asks for. ``paper`` becomes a picture of the form, and is each of its attachments."""
    page.screenshot(path=str(paper), type="jpeg")
    for label, text in {**PERSON, **answers}.items():
        page.get_by_label(label, exact=True).fill(text)
    for label, text in ON_CARD.items():
        if (field := page.get_by_label(label, exact=True)).count():
            field.fill(text)
    if (sex := page.get_by_label("Jenis kelamin", exact=True)).count():
        sex.select_option(label="Perempuan")
    for file in page.locator("input[type=file]").all():
        file.set_input_files(paper)
    page.get_by_label("sudah membaca pemberitahuan").check()
