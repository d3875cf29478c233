"""Template `queue`: who waits sees and hears what is called."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from tests.support.guide import picture
from tests.support.pages import SIZES
from tests.support.queue_site import Served, visiting


def test_a_citizen_books_and_follows_without_javascript(
    puskesmas: Served, browser: Browser, tmp_path: Path
) -> None:
    app, told = puskesmas
    with visiting(browser, "telepon", app.url, told, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{app.url}/pesan/")
        page.locator(".sesi a").first.click()
        page.get_by_label("Nama pasien").fill("Togar Misalan")
        page.get_by_label("Tanggal lahir").fill("1970-05-17")
        page.get_by_label("Nomor telepon seluler").fill("0812-3456-7890")
        page.get_by_label("Saya sudah membaca").check()
        page.get_by_label("Tanggal lahir").scroll_into_view_if_needed()
        picture(page, "queue", "pasien-pesan")
        page.get_by_role("button", name="Pesan nomor ini").click()
        expect(page.get_by_role("heading", name="Tanda terima")).to_be_visible()
        page.screenshot(path=str(tmp_path / "tanda-terima.png"), full_page=True)
        page.locator(".kode").scroll_into_view_if_needed()
        picture(page, "queue", "pasien-tanda-terima")
        code = page.locator(".kode").inner_text()
        page.get_by_role("main").get_by_role("link", name="Tiket saya").click()
        page.get_by_label("Kode tiket").fill(code)
        page.get_by_role("button", name="Lihat tiket").click()
        page.get_by_role("button", name="Saya sudah hadir").click()
        expect(page.locator("#status")).to_have_text("Menunggu")
        assert int(page.locator("#didepan").inner_text()) > 0
        page.locator("#didepan").scroll_into_view_if_needed()
        picture(page, "queue", "pasien-tiket")
        assert code not in page.url
        expect(page.get_by_role("link", name="Muat ulang sendiri tiap 30 detik")).to_be_visible()
        page.get_by_role("button", name="Batalkan tiket").click()
        expect(page.locator("#status")).to_have_text("Batal")


SPEECH = """
window.said = [];
const speak = (one) => window.said.push([one.lang, one.text]);
Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => [], speak } });
"""


def test_a_call_is_shown_read_and_written_without_being_asked_for(
    puskesmas: Served, browser: Browser, tmp_path: Path
) -> None:
    app, told = puskesmas
    with visiting(browser, "telepon", app.url, told) as context:
        room, board, mine = context.new_page(), context.new_page(), context.new_page()
        board.add_init_script(SPEECH)
        board.goto(f"{app.url}/papan/")
        board.get_by_role("button", name="Bacakan panggilan").click()
        mine.goto(f"{app.url}/tiket/#{told['token']}")  # as from the paper's picture
        expect(mine.locator(".nomor-besar")).to_have_text(told["number"])
        assert told["token"] not in mine.url
        for one in (board, mine):
            expect(one.locator("#sambungan")).to_have_text("Tersambung langsung.")
        for _ in range(12):
            room.goto(f"{app.url}/poli/A/")
            room.get_by_role("button", name="Panggil berikutnya").click()
            number = room.locator(".pesan li").inner_text().split()[0]
            expect(board.locator("#panggilan li").first).to_contain_text(number)
            if number == told["number"]:
                break
        expect(mine.locator("#status")).to_have_text("Dipanggil")
        expect(mine.locator("#ucapan")).to_contain_text(f"Nomor Anda {number} dipanggil")
        spoken = board.evaluate("window.said").pop()
        assert spoken == ["id-ID", board.locator("#ucapan").inner_text()]
        assert re.fullmatch(
            r"Nomor antrian A( (nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)){3}, "
            r"silakan ke Poli Umum\.",
            spoken[1],
        )
        board.screenshot(path=str(tmp_path / "papan.png"), full_page=True)
        for one in (board, room):
            one.set_viewport_size({"width": SIZES["meja"][0], "height": SIZES["meja"][1]})
        picture(board, "queue", "papan-panggilan")
        picture(room, "queue", "poli-panggil")


FORBIDDEN = "setTimeout(() => one.onerror({ error: 'not-allowed' }))"
SILENT = SPEECH.replace("window.said.push([one.lang, one.text])", FORBIDDEN)


def test_a_screen_keeps_its_voice_and_says_when_it_has_none(puskesmas: Served, browser: Browser) -> None:
    """It goes on over a reload, and over midnight without one; where it is forbidden, that is to be seen."""
    app, told = puskesmas
    with visiting(browser, "meja", app.url, told) as context:
        page = context.new_page()
        page.add_init_script(SPEECH + "delete window.EventSource;")
        page.goto(f"{app.url}/perangkat/")
        page.get_by_label("Kode perangkat").fill(told["screen"])
        page.get_by_role("button", name="Hubungkan").click()
        voice, quiet = page.get_by_role("button", name="Bacakan panggilan"), page.get_by_text("Suara mati")
        expect(quiet).to_be_visible()
        voice.click()
        expect(quiet).to_be_hidden()
        page.reload()
        expect(voice).to_have_attribute("aria-pressed", "true")
        expect(quiet).to_be_hidden()

        def tomorrow(route: Route) -> None:
            stale = {"id": 10**9, "nomor": "A-999", "poli": "Poli Umum", "tempat": "", "ucapan": "basi"}
            fresh = {**stale, "id": 10**9 + 1, "ucapan": "kini"}
            calls = [{**fresh, "berlaku": True}, {**stale, "berlaku": False}]
            route.fulfill(json={"tanggal": "2999-01-01", "poli": [], "panggilan": calls})

        page.route("**/papan/data.json", tomorrow)
        expect(page.locator("[data-tanggal]")).to_have_attribute("data-tanggal", "2999-01-01", timeout=20_000)
        expect(voice).to_have_attribute("aria-pressed", "true")
        assert [words for _, words in page.evaluate("window.said")] == ["Suara menyala.", "kini"]
        page.unroute_all()
        page.add_init_script(SILENT)
        page.reload()
        expect(quiet).to_be_visible()
        expect(voice).to_have_attribute("aria-pressed", "false")


def test_a_board_without_streams_asks_instead(puskesmas: Served, browser: Browser) -> None:
    app, told = puskesmas
    with visiting(browser, "telepon", app.url, told) as context:
        page = context.new_page()
        page.add_init_script("delete window.EventSource;")
        page.goto(f"{app.url}/papan/")
        expect(page.locator("#sambungan")).to_have_text("Diperbarui tiap 10 detik.")
