"""Template `complaints`: a report goes its way, without JavaScript and on a bad line."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.complaints_site import Served
from tests.support.guide import picture
from tests.support.pages import SIZES, press
from tests.support.visitors import SESSION, cookies


def fill(page: Page, photo: Path) -> None:
    page.get_by_label("Kategori").select_option("jalan/berlubang")
    page.get_by_label("Apa yang terjadi?").fill("Lubang besar di tengah jalan, membahayakan pengendara.")
    page.get_by_label("Foto").set_input_files([photo, photo])
    page.get_by_label("Kelurahan").select_option("12.72.01.1002")
    page.get_by_label("Nama").fill("Siti Rekaan")
    page.get_by_label("Nomor seluler").fill("0812-3456-7890")
    page.get_by_label("Saya sudah membaca").check()


# Of those whom `demo` makes, one in each role that has a turn.
TURNS = f"""{SESSION}
names = "koordinator", "penghubung-putr", "loket", "pimpinan", "inspektorat", "auditor"
print(*(session(User.objects.get(username=name)) for name in names))
"""


def test_a_report_goes_its_way_without_javascript_and_every_role_has_its_turn(
    diskominfo: Served, browser: Browser, tmp_path: Path
) -> None:
    """The pictures of ``docs/panduan/complaints.md`` are made here."""
    app, (boss, *_) = diskominfo
    photo = tmp_path / "foto.png"
    turns = app.python("-c", TURNS).strip().splitlines()[-1].split()
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        context.add_cookies(cookies(app.url, boss))
        page = context.new_page()
        page.goto(f"{app.url}/lapor/")
        page.screenshot(path=str(photo))
        fill(page, photo)
        page.get_by_label("Apa yang terjadi?").scroll_into_view_if_needed()
        picture(page, "complaints", "pelapor-lapor")
        press(page, "Kirim laporan", "Laporan diterima")
        page.locator(".kode").scroll_into_view_if_needed()
        picture(page, "complaints", "pelapor-diterima")
        token = page.locator(".kode").inner_text()
        code = page.locator(".ringkasan strong").first.inner_text()
        page.get_by_role("link", name="Lacak laporan").click()
        page.get_by_label("Kode pelacakan").fill(token)
        press(page, "Lacak", "Masuk")
        assert page.locator("main figure").count() == 2
        assert token not in page.url
        handled(context, page, app.url, code, turns, photo)
        context.add_cookies(cookies(app.url, boss))
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{app.url}/lacak/laporan/")
        expect(page.get_by_role("heading", name="Selesai ditangani").first).to_be_visible()
        picture(page, "complaints", "pelapor-selesai")


def handled(context: BrowserContext, page: Page, url: str, code: str, turns: list[str], photo: Path) -> None:
    """By the coordinator and the office."""
    coordinator, office, *others = turns
    width, height = SIZES["meja"]
    page.set_viewport_size({"width": width, "height": height})
    context.add_cookies(cookies(url, coordinator))
    page.goto(f"{url}/meja/")
    picture(page, "complaints", "koordinator-meja")
    step(page, url, code, "masuk", "Verifikasi dan teruskan")
    page.get_by_label("Klasifikasi").scroll_into_view_if_needed()
    picture(page, "complaints", "koordinator-teruskan")
    press(page, "Verifikasi dan teruskan", code)
    context.add_cookies(cookies(url, office))
    step(page, url, code, "disposisi", "Mulai tindak lanjut")
    press(page, "Mulai tindak lanjut", code)
    picture(page, "complaints", "penghubung-laporan")
    step(page, url, code, "ditindaklanjuti", "Selesaikan")
    page.get_by_label("Jawaban untuk pelapor").fill("Lubang sudah ditambal. Terima kasih atas laporannya.")
    page.get_by_label("Foto sesudah").set_input_files(photo)
    picture(page, "complaints", "penghubung-selesaikan")
    press(page, "Selesaikan", code)
    looked_on(context, page, url, others)


def looked_on(context: BrowserContext, page: Page, url: str, turns: list[str]) -> None:
    """By those who have no turn in this report, each at a page of their own."""
    desk, leader, inspectorate, auditor = turns
    context.add_cookies(cookies(url, desk))
    page.goto(f"{url}/meja/lapor/")
    expect(page.get_by_role("button", name="Simpan laporan")).to_be_visible()
    picture(page, "complaints", "loket-catat")
    context.add_cookies(cookies(url, leader))
    page.goto(f"{url}/meja/capaian/")
    expect(page.get_by_role("table").first).to_be_visible()
    picture(page, "complaints", "pimpinan-capaian")
    context.add_cookies(cookies(url, inspectorate))
    page.goto(f"{url}/meja/laporan/")
    expect(page.get_by_role("table")).to_be_visible()
    picture(page, "complaints", "inspektorat-laporan")
    context.add_cookies(cookies(url, auditor))
    page.goto(f"{url}/staf/audit/?tindakan=peran")
    expect(page.get_by_role("heading", name="Catatan audit")).to_be_visible()
    picture(page, "complaints", "auditor-catatan")


def step(page: Page, url: str, code: str, state: str, move: str) -> None:
    page.goto(f"{url}/meja/laporan/?status={state}")
    page.get_by_role("link", name=code).click()
    page.get_by_role("link", name=move).click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", name=move)).to_be_visible()


def test_on_a_bad_line_what_was_written_stays_and_pictures_shrink(
    diskominfo: Served, browser: Browser, tmp_path: Path
) -> None:
    app, (boss, *_) = diskominfo
    with browser.new_context(viewport={"width": 2000, "height": 2400}, locale="id-ID") as context:
        context.add_cookies(cookies(app.url, boss))
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": 2.96, "longitude": 99.06})
        page = context.new_page()
        page.goto(f"{app.url}/lapor/")
        picture = tmp_path / "besar.png"
        page.screenshot(path=str(picture))
        fill(page, picture)
        name = "document.querySelector('[name=foto]').files[0].name"
        deadline = time.monotonic() + 30
        while page.evaluate(name) != "foto.jpg":
            assert time.monotonic() < deadline
            page.wait_for_timeout(100)
        made = page.evaluate(
            "createImageBitmap(document.querySelector('[name=foto]').files[0])"
            ".then((one) => [one.width, one.height])"
        )
        assert max(made) <= 1600
        context.set_offline(True)
        page.get_by_role("button", name="Kirim laporan").click()
        assert "Tidak ada jaringan" in page.locator("#kabar-kirim").inner_text()
        context.set_offline(False)
        page.reload()
        assert page.get_by_label("Apa yang terjadi?").input_value().startswith("Lubang besar")
        assert page.get_by_label("Nama").input_value() == ""
        page.get_by_label("Nama").fill("Siti Rekaan")
        page.get_by_label("Nomor seluler").fill("0812-3456-7890")
        page.get_by_label("Saya sudah membaca").check()
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page.get_by_role("heading", name="Laporan diterima")).to_be_visible()
        page.goto(f"{app.url}/lapor/")
        assert page.get_by_label("Apa yang terjadi?").input_value() == ""
