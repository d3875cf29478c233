"""Every page of template `queue`: light, accessible, and on paper as wide as the roll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.guide import picture
from tests.support.pages import LARGEST, SIZES, click_through, ensure_accessible, loaded_by, weight
from tests.support.queue_site import Served, visiting

EXPECTED = re.compile(r"status of (404|422)|Cross-Origin-Opener-Policy")


def pages(page: Page, url: str, told: dict[str, str]) -> Iterator[str]:
    """Every type of page, each shown."""
    key = told["ticket"]
    paths = ["/", "/pesan/", "/tiket/", "/papan/", "/perangkat/", "/data-pribadi/", "/tidak-ada/", "/loket/"]
    paths += [
        "/loket/luring/",
        "/loket/baru/",
        f"/loket/tiket/{key}/",
        f"/loket/tiket/{key}/identitas/",
        "/poli/",
        "/poli/A/",
    ]
    paths += [
        "/atur/jadwal/",
        "/atur/perangkat/",
        "/laporan/",
        "/laporan/?sejak=x&sampai=y",
        "/laporan/bulanan/",
        "/laporan/bulanan/?bulan=x",
        "/loket/dihubungi/",
        "/staf/panduan/",
    ]
    for path in paths:
        page.goto(url + path)
        yield path
    page.goto(url + "/pesan/")
    click_through(page, page.locator(".sesi a").nth(1))
    yield "pesan-isi"
    page.get_by_role("button", name="Pesan nomor ini").click()
    expect(page.get_by_role("heading", name="Ada yang perlu diperbaiki")).to_be_visible()
    yield "pesan-galat"
    page.get_by_label("Nama pasien").fill("Rotua Misalan")
    # Somebody else at each size: nobody holds two numbers of one session.
    page.get_by_label("Tanggal lahir").fill(f"{1950 + page.evaluate('innerWidth') % 50}-05-17")
    page.get_by_label("Nomor telepon seluler").fill("0812-3456-7890")
    page.get_by_label("Saya sudah membaca").check()
    page.get_by_role("button", name="Pesan nomor ini").click()
    expect(page.get_by_role("heading", name="Tanda terima")).to_be_visible()
    yield "tanda-terima"
    page.goto(url + "/loket/baru/")
    page.get_by_role("button", name="Beri nomor").click()
    expect(page.locator(".kertas-nomor")).to_be_visible()
    yield "cetak"
    page.goto(url + "/tiket/")
    page.get_by_label("Kode tiket").fill(told["token"])
    page.get_by_role("button", name="Lihat tiket").click()
    expect(page.locator("#status")).to_be_visible()
    yield "tiket"
    page.goto(url + "/loket/")
    page.get_by_label("Cari tiket").fill("A-001")
    click_through(page, page.get_by_role("button", name="Cari"))
    yield "cari"


@pytest.mark.parametrize("size", SIZES)
def test_every_type_of_page_is_light_and_accessible(
    puskesmas: Served, browser: Browser, size: str, tmp_path: Path
) -> None:
    app, told = puskesmas
    with visiting(browser, size, app.url, told) as context:
        page = context.new_page()
        errors: list[str] = []
        requests = loaded_by(page)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(error.message))
        for count, name in enumerate(pages(page, app.url, told)):
            ensure_accessible(page, name, SIZES[size][0])
            shot = f"{size}-{count:02d}-{re.sub('[^a-z]+', '-', name).strip('-')}"
            page.screenshot(path=str(tmp_path / f"{shot}.png"), full_page=True)
            if (size, name) == ("meja", "/atur/jadwal/"):
                picture(page, "queue", "kepala-jadwal")
            if (size, name) == ("meja", "/laporan/"):
                picture(page, "queue", "kepala-laporan")
        assert count > 20
        assert [error for error in errors if not EXPECTED.search(error)] == []
        assert [one.url for one in requests if not one.url.startswith((app.url, "data:"))] == []


HEIGHTS = """(width) => {
    const style = width && `display: block; width: ${width}`;
    for (const one of document.querySelectorAll(".berikut")) one.style = style;
    return [...document.querySelectorAll(".berikut span")].map((one) => one.getBoundingClientRect().height);
}"""


def ensure_numbers_are_whole(page: Page) -> None:
    """None breaks at its hyphen, wherever the line ends."""
    wide = page.evaluate(HEIGHTS, "60ch")
    assert len(wide) > 5
    for width in ("5ch", "9ch", "11ch", "13ch"):
        assert page.evaluate(HEIGHTS, width) == wide, width
    page.evaluate(HEIGHTS, "")


@pytest.mark.parametrize("size", SIZES)
def test_screens_and_kiosks(puskesmas: Served, browser: Browser, size: str, tmp_path: Path) -> None:
    app, told = puskesmas
    for kind in ("screen", "kiosk"):
        with visiting(browser, size, app.url, told) as context:
            page = context.new_page()
            page.add_init_script("window.print = () => { window.printed = true; }")
            page.goto(f"{app.url}/perangkat/")
            page.get_by_label("Kode perangkat").fill(told[kind])
            page.get_by_role("button", name="Hubungkan").click()
            expect(page).to_have_url(app.url + {"screen": "/layar/", "kiosk": "/kios/"}[kind])
            page.wait_for_load_state()
            if kind == "screen":
                ensure_numbers_are_whole(page)  # as the server wrote them, and as the script does
                expect(page.locator("#sambungan")).to_have_text("Tersambung langsung.")
                expect(page.locator(".berikut[data-isi*='-']").first).to_be_visible()
                ensure_numbers_are_whole(page)
            ensure_accessible(page, kind, SIZES[size][0])
            page.screenshot(path=str(tmp_path / f"{kind}-{size}.png"), full_page=True)
            if (size, kind) == ("meja", "kiosk"):
                picture(page, "queue", "kios-poli")
            if kind == "kiosk":
                page.get_by_role("button", name="Ambil nomor Poli Umum").click()
                expect(page.locator(".kertas-nomor")).to_have_text(re.compile(r"A-\d{3}"))
                page.wait_for_load_state()  # its script has run then
                assert page.evaluate("window.printed")
                ensure_accessible(page, "kios-tiket", SIZES[size][0])
                page.screenshot(path=str(tmp_path / f"kios-tiket-{size}.png"))


def test_no_page_weighs_more_than_a_phone_can_bear(puskesmas: Served, browser: Browser) -> None:
    """Each opened with an empty cache: what a first visit loads."""
    app, told = puskesmas
    for path in (
        "/",
        "/pesan/",
        "/tiket/",
        "/papan/",
        "/loket/",
        "/poli/A/",
        "/laporan/",
        f"/loket/tiket/{told['ticket']}/",
    ):
        with visiting(browser, "telepon", app.url, told) as context:
            page = context.new_page()
            requests = loaded_by(page)
            page.goto(app.url + path)
            bytes_loaded = weight(requests)
            assert 1_000 < bytes_loaded <= LARGEST, f"{path}: {bytes_loaded} bytes"


@pytest.mark.parametrize("width", ["58", "80"])
def test_paper_is_as_wide_as_the_printers_roll(
    puskesmas: Served, browser: Browser, width: str, tmp_path: Path
) -> None:
    """What Chromium would print: one page of the roll's width, with nothing of the site around the number."""
    app, told = puskesmas
    with visiting(browser, "meja", app.url, told) as context:
        page = context.new_page()
        page.goto(f"{app.url}/loket/baru/")
        page.get_by_role("button", name="Beri nomor").click()
        page.get_by_label("Lebar kertas").select_option(width)
        page.emulate_media(media="print")
        assert page.locator("header.kepala").is_hidden()
        expect(page.locator(".kertas-nomor")).to_be_visible()
        file = tmp_path / "tiket.pdf"
        page.pdf(path=str(file), prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", file.read_bytes())
        assert len(boxes) == 1
        assert abs(float(boxes[0][0]) * 25.4 / 72 - int(width)) < 1
