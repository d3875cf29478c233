"""Template `queue`: a clerk works in the rooms that the head chose, and is told so where they may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.guide import picture
from tests.support.pages import SIZES, ensure_accessible, loaded_by
from tests.support.queue_site import Served, visiting


@pytest.mark.parametrize("size", SIZES)
def test_the_head_places_a_clerk_and_takes_a_room_away_again(
    puskesmas: Served, browser: Browser, size: str, tmp_path: Path
) -> None:
    """Every page of it, in the order of a first day; rooms are those that no other test calls in."""
    app, told = puskesmas
    width = SIZES[size][0]
    with (
        visiting(browser, size, app.url, told, "head") as office,
        visiting(browser, size, app.url, told, "clerk") as room,
    ):
        head, clerk = office.new_page(), room.new_page()
        requests = loaded_by(head)
        clerk.goto(f"{app.url}/poli/")
        expect(clerk.get_by_text("Anda belum ditempatkan di poli mana pun")).to_be_visible()
        ensure_accessible(clerk, "poli tanpa penempatan", width)
        clerk.screenshot(path=str(tmp_path / f"{size}-tanpa.png"), full_page=True)

        head.goto(f"{app.url}/atur/penempatan/")
        ensure_accessible(head, "penempatan", width)
        head.screenshot(path=str(tmp_path / f"{size}-penempatan.png"), full_page=True)
        head.get_by_role("link", name="Ubah penempatan butet").click()
        head.get_by_label("E · Lansia").check()
        head.get_by_label("I · Imunisasi").check()
        ensure_accessible(head, "penempatan butet", width)
        head.screenshot(path=str(tmp_path / f"{size}-ubah.png"), full_page=True)
        head.get_by_role("button", name="Simpan penempatan").click()
        expect(head.get_by_role("row").filter(has_text="butet")).to_contain_text("Lansia, Imunisasi")
        if size == "meja":
            picture(head, "queue", "kepala-penempatan")

        clerk.reload()
        assert clerk.locator(".kartu").all_inner_texts() == ["Lansia", "Imunisasi"]
        clerk.get_by_role("link", name="Lansia").click()
        expect(clerk.get_by_role("button", name="Panggil berikutnya")).to_be_visible()

        head.get_by_role("link", name="Ubah penempatan butet").click()
        head.get_by_label("E · Lansia").uncheck()
        head.get_by_role("button", name="Simpan penempatan").click()
        clerk.get_by_role("button", name="Panggil berikutnya").click()
        expect(clerk.get_by_role("alert")).to_have_text(
            "Anda tidak ditempatkan di Lansia. Tidak ada yang diubah."
        )
        assert clerk.locator(".kartu").all_inner_texts() == ["Imunisasi"]
        ensure_accessible(clerk, "poli orang lain", width)
        clerk.screenshot(path=str(tmp_path / f"{size}-bukan.png"), full_page=True)

        head.get_by_role("link", name="Ubah penempatan butet").click()
        head.get_by_label("I · Imunisasi").uncheck()
        head.get_by_role("button", name="Simpan penempatan").click()
        row = head.get_by_role("row").filter(has_text="butet")
        expect(row).to_contain_text("belum ditempatkan")
        assert [one.url for one in requests if not one.url.startswith((app.url, "data:"))] == []
