"""How somebody fills in the forms of template `letters` in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

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


def fill(page: Page, paper: Path, **answers: str) -> None:
    """All that a form asks for. ``paper`` becomes a picture of the form, and is each of its attachments."""
    page.screenshot(path=str(paper), type="jpeg")
    for label, text in {**PERSON, **answers}.items():
        page.get_by_label(label, exact=True).fill(text)
    for file in page.locator("input[type=file]").all():
        file.set_input_files(paper)
    page.get_by_label("sudah membaca pemberitahuan").check()


def press(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button).click()
    come_to(page, heading)


def follow(page: Page, link: str, heading: str) -> None:
    page.get_by_role("link", name=link).first.click()
    come_to(page, heading)


def come_to(page: Page, heading: str) -> None:
    page.wait_for_load_state()  # an address may be there before its page
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
