"""Template `letters`: every type of page is accessible, light, and loads nothing of others."""

from __future__ import annotations

import re
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.home import CHECKOUT
from tests.support.app_image import App, AppImage
from tests.support.browser import FLAGS
from tests.support.letters_forms import fill
from tests.support.letters_site import EXPECTED, Served, baked, known_as
from tests.support.packages import need_program
from tests.support.pages import LARGEST, SIZES, click_through, first_visit, judged, loaded_by, opened, press
from tests.support.visitors import cookies

NIKS = {"telepon": "9999990109900001", "meja": "9999990109900002"}


def pages(told: dict[str, Any]) -> dict[str, list[str]]:
    """Addresses by who opens them (empty: a citizen): every type of page."""
    at = "/meja/permohonan"
    keys = ("waiting", "specific", "routed", "event", "ready", "electronic", "double")
    waiting, specific, routed, event, ready, electronic, double = (f"{at}/{told[name]}" for name in keys)
    return {
        "": ["/", "/surat/tidak_mampu/", "/surat/pengantar_nikah/", "/lacak/", "/v/",
             f"/v/{told['letter']}/", f"/v/{told['void']}/", "/v/tidak-ada/", "/data-pribadi/", "/masuk/"],
        "operator": ["/meja/", f"{at}/", f"{waiting}/", f"{specific}/", f"{specific}/buka/", f"{ready}/",
                     f"{specific}/langkah/periksa/", f"{ready}/langkah/serahkan/", "/meja/baru/usaha/",
                     "/meja/register/", f"{double}/", "/staf/panduan/"],
        "lurah": ["/meja/", f"{waiting}/tanda-tangan/", f"{ready}/langkah/cabut/", "/meja/pejabat/",
                  f"/meja/pejabat/{told['official']}/",
                  f"{ready}/hapus/"],
        "rt": ["/meja/", f"{routed}/", f"{routed}/langkah/rt_kembalikan/"],
        "camat": ["/meja/", f"{event}/", f"{event}/langkah/camat_setuju/", f"{electronic}/mengetahui/"],
        "admin kota": ["/meja/penempatan/", "/meja/kota/", "/meja/pejabat/"],
    }  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_every_type_of_page_is_light_and_accessible(
    kelurahan: Served, browser: Browser, size: str, tmp_path: Path
) -> None:
    app, told = kelurahan
    width = SIZES[size][0]
    with opened(browser, app.url, size, EXPECTED) as (context, page):
        for role, paths in pages(told).items():
            known_as(context, app.url, told, role)
            for number, path in enumerate(paths):
                page.goto(app.url + path)
                shot = tmp_path / f"{size}-{role or 'warga'}-{number:02d}.png"
                judged(page, f"{role} {path}", width, shot)
        known_as(context, app.url, told, "operator")
        for name in at_the_counter(page, app.url, tmp_path / "ktp.jpg", NIKS[size]):
            judged(page, name, width, tmp_path / f"{size}-{name}.png")
        known_as(context, app.url, told, "lurah")
        for name in asked_for(page, app.url, told["specific"]):
            judged(page, name, width, tmp_path / f"{size}-{name}.png")


def at_the_counter(page: Page, url: str, paper: Path, nik: str) -> Iterator[str]:
    """A clerk's pages for somebody who came, by their names."""
    page.goto(f"{url}/meja/baru/pengantar_skck/")
    press(page, "Simpan dan beri nomor antre", "Ada yang perlu diperbaiki")
    yield "loket-galat"
    fill(page, paper, NIK=nik, Keperluan="Melamar kerja")
    press(page, "Simpan dan beri nomor antre", "Kode pelacakan untuk pemohon")
    yield "loket-tanda-terima"


def asked_for(page: Page, url: str, specific: str) -> Iterator[str]:
    """Pages that somebody in the kelurahan is shown for what they typed, by their names."""
    page.goto(f"{url}/meja/permohonan/{specific}/buka/")
    page.get_by_label("Alasan membuka data pribadi").fill("Memeriksa syarat permohonan")
    press(page, "Buka dan catat", "Surat Keterangan Tidak Mampu")
    expect(page.get_by_text("Data pribadi dibuka.")).to_be_visible()
    yield "berkas-terbuka"
    page.goto(f"{url}/meja/permohonan/")
    page.get_by_label("Cari NIK, antrean, atau nomor surat").fill("9999990109900077")
    click_through(page, page.get_by_role("button", name="Cari", exact=True))
    expect(page.get_by_text("Menampilkan hasil pencarian.")).to_be_visible()
    yield "daftar-cari"
    page.goto(f"{url}/meja/register/")
    page.get_by_label("Dengan nama pemohon").check()
    press(page, "Unduh CSV", "Alasan diperlukan")
    yield "ekspor-galat"


BY_A_WAY = {"tinjau", "ubah", "kirim", "tanda-terima", "status", "lengkapi", "batalkan", "cari", "ekspor"}
"""What only a way of clicks leads to: ``asked_for``, and ``way_of_a_request`` of ``test_letters_way``."""
NO_PAGE = {"selesai", "unduh", "lampiran", "pdf", "penempatan-hapus"}
"""Files, and what leads on to another page."""


def test_no_page_is_left_out() -> None:
    """Of the app's addresses each is judged here, or on a way."""
    text = (CHECKOUT / "opd_templates/_base/opd/letters/urls.py").read_text()
    public, _, desk = text.partition("staff_pages = [")
    listed = [path.partition("?")[0] for paths in pages(defaultdict(lambda: "1")).values() for path in paths]
    left_out = {
        name
        for below, part in (("/", public), ("/meja/", desk))
        for route, name in re.findall(r'path\("([^"]*)", [\w.]+, name="([\w-]+)"\)', part)
        if not any(re.fullmatch(below + re.sub("<[^>]+>", "[^/]+", route), path) for path in listed)
    }
    assert left_out == BY_A_WAY | NO_PAGE


def test_the_common_address_of_several_kelurahan_is_accessible(
    app_image: AppImage, city: Path, browser: Browser, tmp_path: Path
) -> None:
    source = baked(city)
    with (source / "profil.yaml").open("a") as profile:
        profile.write("tenants:\n")
        for name in ("Bane", "Toba"):
            key = name.lower()
            told = f"id: kel-{key}, name: Kelurahan {name}, short_name: {name}, host: surat-{key}.contoh.test"
            profile.write(f"  - {{{told}}}\n")
    with app_image.serving(source, ["prepare"]) as app:
        for size, (width, _) in SIZES.items():
            with opened(browser, app.url, size) as (_, page):
                page.goto(app.url)
                expect(page.get_by_role("link", name="Kelurahan Toba")).to_be_visible()
                judged(page, "kelurahan", width, tmp_path / f"{size}-kelurahan.png")


def test_no_page_weighs_more_than_a_phone_can_bear(kelurahan: Served, browser: Browser) -> None:
    app, told = kelurahan
    weights = {}
    for role, paths in pages(told).items():
        known = cookies(app.url, told["sessions"][role] if role else "")
        for path in paths:
            weights[f"{role} {path}"] = first_visit(browser, app.url + path, known)
    assert min(weights.values()) > 1_000
    assert max(weights.values()) <= LARGEST, weights


def test_a_file_is_compared_in_the_browser_and_sent_nowhere(
    kelurahan: Served, browser: Browser, tmp_path: Path
) -> None:
    app, told = kelurahan
    right, wrong, letter = tmp_path / "surat.pdf", tmp_path / "lain.pdf", printed(app, told)
    right.write_bytes(letter)
    wrong.write_bytes(letter + b" ")
    program, trusts = need_program("chromium", "chromium"), "--unsafely-treat-insecure-origin-as-secure"
    launched = browser.browser_type.launch(executable_path=program, args=[*FLAGS, f"{trusts}={app.url}"])
    with (
        launched as secure,  # as over HTTPS: browsers hash on secure pages alone
        secure.new_context(viewport={"width": 360, "height": 740}) as context,
    ):
        page = context.new_page()
        page.goto(f"{app.url}/v/{told['letter']}/")
        sent = loaded_by(page, "request")
        for file, words in ((right, "Sama:"), (wrong, "Berbeda:")):
            page.get_by_label("Berkas PDF", exact=True).set_input_files(file)
            page.get_by_text(words).wait_for()
            judged(page, words, 360, tmp_path / f"banding-{words[:4]}.png")
        asked = [(one.method, one.post_data) for one in sent if "/aset/" not in one.url]  # its icon, late
        assert asked == []


def printed(app: App, told: dict[str, Any]) -> bytes:
    """A letter's PDF, as the desk prints it."""
    asked = urllib.request.Request(  # noqa: S310  # our own container
        f"{app.url}/meja/register/{told['letter_pk']}/pdf/",
        headers={"Cookie": f"sessionid={told['sessions']['operator']}"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310  # as above
        return bytes(answer.read())


def test_without_a_secure_page_the_comparison_is_not_offered_and_the_hash_is_there(
    kelurahan: Served, browser: Browser
) -> None:
    app, told = kelurahan
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{app.url}/v/{told['letter']}/")
        assert not page.get_by_label("Berkas PDF", exact=True).is_visible()
        page.get_by_text("Sidik berkas (SHA-256)").click()
        assert re.fullmatch(r"[0-9a-f]{64}", page.locator(".sidik").inner_text())
