"""Template `complaints`: every type of page is accessible, light, and loads nothing of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.complaints_site import Served
from tests.support.pages import LARGEST, SIZES, click_through, first_visit, judged, opened
from tests.support.visitors import cookies

PUBLIC = (
    "/",
    "/lapor/",
    "/lacak/",
    "/laporan/",
    "/laporan/capaian/",
    "/laporan/data/",
    "/data-pribadi/",
    "/tiada/",
)
DESK = (
    "/meja/",
    "/meja/laporan/",
    "/meja/lapor/",
    "/meja/capaian/",
    "/meja/sp4n/",
    "/meja/petugas/",
    "/staf/panduan/",
)


def pages(page: Page, url: str, one: str, code: str) -> Iterator[str]:
    """Every type of page that the coordinator, the public and a reporter see, each shown."""
    for path in (*PUBLIC, *DESK):
        page.goto(url + path)
        yield path
    page.goto(f"{url}/laporan/")
    click_through(page, page.locator("main .kartu a").first)
    yield "laporan-satu"
    page.goto(f"{url}/lapor/")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", name="Ada yang perlu diperbaiki")).to_be_visible()
    yield "galat"
    for state in ("masuk", "disposisi", "ditunda", "selesai"):
        page.goto(f"{url}/meja/laporan/?status={state}")
        click_through(page, page.locator("tbody th a").first)
        yield f"satu-{state}"
        here = page.url
        for address in [
            str(link.get_attribute("href")) for link in page.locator("main a[href*='/langkah/']").all()
        ]:
            page.goto(url + address)
            yield f"{state}{address.rsplit('/', 2)[1]}"
        page.goto(here)
    click_through(page, page.get_by_role("link", name="Buka nama").first)
    yield "buka"
    page.goto(f"{url}/meja/sp4n/")
    click_through(page, page.get_by_role("link", name="Catat nomor").first)
    yield "sp4n-nomor"
    page.goto(f"{url}/lacak/")
    page.get_by_label("Kode pelacakan").fill(code)
    click_through(page, page.get_by_role("button", name="Lacak"))
    yield "lacak-laporan"
    for name in ("Buka lagi", "Nilai penanganan"):
        page.goto(f"{url}/lacak/laporan/")
        click_through(page, page.get_by_role("link", name=name))
        yield name
    yield from reported(page, url)


def reported(page: Page, url: str) -> Iterator[str]:
    """Of one who reports anonymously and is asked back, and of the desk that writes a report down."""
    page.goto(f"{url}/lapor/")
    fill(page)
    page.get_by_label("Sembunyikan identitas saya").check()
    click_through(page, page.get_by_role("button", name="Kirim laporan"))
    yield "diterima"
    code, token = page.locator(".ringkasan strong").first.inner_text(), page.locator(".kode").inner_text()
    page.goto(f"{url}/meja/laporan/?kode={code}")
    click_through(page, page.locator("tbody th a").first)
    here = page.url
    for step in ("langkah/teruskan", "perbaiki", "langkah/minta-data"):
        page.goto(f"{here}{step}/")
        yield f"anonim-{step}"
    page.get_by_label("Apa yang perlu dilengkapi?").fill("Di sebelah mana jalan itu?")
    click_through(page, page.get_by_role("button", name="Minta data ke pelapor"))
    page.goto(f"{url}/lacak/")
    page.get_by_label("Kode pelacakan").fill(token)
    click_through(page, page.get_by_role("button", name="Lacak"))
    yield "lacak-minta-data"
    for name in ("Lengkapi laporan", "Cabut laporan"):
        page.goto(f"{url}/lacak/laporan/")
        click_through(page, page.get_by_role("link", name=name))
        yield name
    page.goto(f"{url}/meja/lapor/")
    fill(page)
    page.get_by_label("Nama").fill("Siti Rekaan")
    page.get_by_label("Nomor seluler").fill("0812-3456-7890")
    click_through(page, page.get_by_role("button", name="Simpan laporan"))
    expect(page.get_by_role("heading", name="Tanda terima")).to_be_visible()
    yield "diterima-loket"
    page.goto(f"{url}/meja/laporan/?status=selesai")
    click_through(page, page.locator("tbody th a").first)
    click_through(page, page.get_by_role("link", name="Perbaiki data laporan"))
    expect(page.get_by_label("Teks untuk umum")).to_be_visible()
    yield "perbaiki"


def fill(page: Page) -> None:
    page.get_by_label("Kategori").select_option("jalan/berlubang")
    page.get_by_label("Apa yang terjadi?").fill("Lubang besar di tengah jalan, membahayakan pengendara.")
    page.get_by_label("Kelurahan").select_option("12.72.01.1002")
    page.locator("#id_setuju").check()


def office_pages(page: Page, url: str, one: str) -> Iterator[str]:
    for path in (
        "/meja/",
        "/meja/laporan/",
        f"/meja/laporan/{one}/",
        f"/meja/laporan/{one}/langkah/selesaikan/",
    ):
        page.goto(url + path)
        yield f"unit{path.replace(one, 'satu')}"


@pytest.mark.parametrize("size", SIZES)
def test_every_type_of_page_is_light_and_accessible(
    diskominfo: Served, browser: Browser, size: str, tmp_path: Path
) -> None:
    """The pictures are those of the staff's guide."""
    app, (boss, office, one, code) = diskominfo
    seen: list[str] = []
    for session in (boss, office):
        with opened(browser, app.url, size) as (context, page):
            context.add_cookies(cookies(app.url, session))
            shown = pages(page, app.url, one, code) if session == boss else office_pages(page, app.url, one)
            for name in shown:
                seen.append(name)
                expect(page.locator("h1"), name).to_have_count(1)
                shot = f"{size}-{len(seen):02d}-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}"
                judged(page, name, SIZES[size][0], tmp_path / f"{shot}.png")
    assert {
        "satu-masuk",
        "masukteruskan",
        "disposisialihkan",
        "lacak-laporan",
        "buka",
        "Nilai penanganan",
        "diterima",
        "diterima-loket",
        "Lengkapi laporan",
        "Cabut laporan",
        "perbaiki",
    } <= set(seen)
    assert len(seen) > 45


def test_no_page_weighs_more_than_a_phone_can_bear(diskominfo: Served, browser: Browser) -> None:
    app, (boss, _, one, _) = diskominfo
    for path in (*PUBLIC[:-1], *DESK, f"/meja/laporan/{one}/", "/masuk/"):
        bytes_loaded = first_visit(browser, app.url + path, cookies(app.url, boss))
        assert 1_000 < bytes_loaded <= LARGEST, f"{path}: {bytes_loaded} bytes"
