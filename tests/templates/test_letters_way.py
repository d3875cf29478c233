"""Template `letters`: a request goes its way, without JavaScript, and every role has its turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.guide import picture
from tests.support.letters_forms import PERSON, fill
from tests.support.letters_site import EXPECTED, Served, known_as, with_guest
from tests.support.pages import SIZES, come_to, follow, judged, opened, press

KEPT = "Surat Pengantar Izin Keramaian"
"""The heading of a request for it, followed by its day and number in the queue."""


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_a_request_are_accessible_to_whoever_made_it(
    kelurahan: Served, browser: Browser, size: str, tmp_path: Path
) -> None:
    app, told = kelurahan
    seen = []
    with opened(browser, app.url, size, EXPECTED) as (context, page):
        known_as(context, app.url, with_guest(app, told), "warga")
        for name in way_of_a_request(page, app.url, told["token"], tmp_path / "ktp.jpg"):
            judged(page, name, SIZES[size][0], tmp_path / f"{size}-{name}.png")
            seen.append(name)
    assert len(seen) == len(set(seen)) == 12


def track(page: Page, url: str, code: str, heading: str) -> None:
    page.goto(f"{url}/lacak/")
    page.get_by_label("Kode").fill(code)
    press(page, "Lacak", heading)
    assert code not in page.url


def way_of_a_request(page: Page, url: str, returned: str, paper: Path) -> Iterator[str]:
    """The pages that only one's own request leads to. ``returned``: the code of one that is incomplete."""
    soon = datetime.now(UTC) + timedelta(days=20)
    journey = {"Tempat tujuan": "Kota Rekaan", "Maksud perjalanan": "Menjenguk orang tua", "Lama (hari)": "7"}
    page.goto(f"{url}/surat/bepergian/")
    fill(page, paper, **journey, **{"Tanggal berangkat": f"{soon:%Y-%m-%d}"})
    press(page, "Lanjut: periksa lagi", "Periksa sebelum mengirim")
    press(page, "Kirim permohonan", "Belum dapat dikirim")
    yield "antrean-penuh"
    page.goto(f"{url}/surat/pengantar_skck/")
    press(page, "Lanjut: periksa lagi", "Ada yang perlu diperbaiki")
    yield "galat"
    fill(page, paper, Keperluan="Melamar kerja")
    press(page, "Lanjut: periksa lagi", "Periksa sebelum mengirim")
    yield "tinjau"
    follow(page, "Ubah", "Ubah: Surat Pengantar SKCK")
    yield "ubah"
    press(page, "Simpan", "Periksa sebelum mengirim")
    press(page, "Kirim permohonan", "Tanda terima")
    yield "tanda-terima"
    code = page.locator(".kode").inner_text()
    track(page, url, f"{code}X", "Ada yang perlu diperbaiki")
    yield "kode-salah"
    track(page, url, code, "Diajukan")
    yield "status"
    follow(page, "Batalkan permohonan", "Batalkan permohonan")
    yield "batalkan"
    press(page, "Batalkan permohonan", "Dibatalkan")
    yield "dibatalkan"
    track(page, url, returned, "Belum lengkap")
    yield "belum-lengkap"
    follow(page, "Lengkapi permohonan", "Yang perlu dilengkapi")
    yield "lengkapi"
    page.get_by_label("Nama lengkap").fill("")
    press(page, "Kirim lagi", "Ada yang perlu diperbaiki")
    yield "lengkapi-galat"


def test_a_request_goes_its_way_without_javascript_and_every_role_has_its_turn(
    kelurahan: Served, browser: Browser, tmp_path: Path
) -> None:
    """The pictures of ``docs/panduan/letters.md`` are made here."""
    app, told = kelurahan
    width, height = SIZES["telepon"]
    with browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": height}
    ) as context:
        page = context.new_page()
        known_as(context, app.url, with_guest(app, told), "warga")
        asked_from_home(page, app.url, tmp_path / "ktp.jpg")
        for role in ("rt", "rw"):
            known_as(context, app.url, told, role)
            vouched_for(page, app.url, role)
        page.set_viewport_size({"width": SIZES["meja"][0], "height": SIZES["meja"][1]})
        known_as(context, app.url, told, "operator")
        record = checked(page, app.url)
        known_as(context, app.url, told, "lurah")
        signed(page, record)
        known_as(context, app.url, told, "camat")
        acknowledged(page, record)
        known_as(context, app.url, told, "operator")
        page.goto(record)
        follow(page, "Serahkan surat", "Serahkan surat")
        page.get_by_label("Diambil oleh").fill("Pemohon sendiri")
        press(page, "Serahkan surat", KEPT)
        assert page.locator(".tanda").first.inner_text() == "Diambil"
        known_as(context, app.url, told, "admin kota")
        page.goto(f"{app.url}/meja/penempatan/")
        expect(page.get_by_role("row", name="rw Kelurahan Setia Negara")).to_be_visible()
        picture(page, "letters", "admin-penempatan")


def asked_from_home(page: Page, url: str, paper: Path) -> None:
    soon = datetime.now(UTC) + timedelta(days=20)
    event = {
        "Jenis acara": "Pesta pernikahan",
        "Tanggal acara": f"{soon:%Y-%m-%d}",
        "Lokasi acara": "Halaman rumah, Jalan Contoh No. 5",
        "Perkiraan jumlah tamu": "200",
    }
    page.goto(f"{url}/")
    follow(page, KEPT, KEPT)
    fill(page, paper, **event)
    page.get_by_label("Alamat", exact=True).scroll_into_view_if_needed()
    picture(page, "letters", "warga-formulir")
    press(page, "Lanjut: periksa lagi", "Periksa sebelum mengirim")
    assert PERSON["NIK"] not in page.content()
    press(page, "Kirim permohonan", "Tanda terima")
    page.locator(".kode").scroll_into_view_if_needed()
    picture(page, "letters", "warga-tanda-terima")
    code = page.locator(".kode").inner_text()
    track(page, url, code, "Menunggu RT")
    picture(page, "letters", "warga-status")


def open_at_the_desk(page: Page, url: str) -> None:
    page.goto(f"{url}/meja/")
    asked = page.get_by_role("row").filter(has_text=PERSON["Nama lengkap"])
    asked.filter(has_text="Izin Keramaian").get_by_role("link").click()
    come_to(page, KEPT)


def vouched_for(page: Page, url: str, role: str) -> None:
    """Neither sees a number or a paper of the applicant's."""
    open_at_the_desk(page, url)
    expect(page.get_by_text(PERSON["Alamat"])).to_be_visible()
    assert page.get_by_text(re.compile("NIK|Unduh")).count() == 0
    page.get_by_role("heading", name="Data").evaluate("one => one.scrollIntoView({block: 'center'})")
    if role == "rt":
        picture(page, "letters", "rt-permohonan")
    step = f"Setujui sebagai {role.upper()}"
    follow(page, step, step)
    press(page, step, "Meja surat")
    assert page.get_by_text(PERSON["Nama lengkap"]).count() == 0  # it is another's turn


def checked(page: Page, url: str) -> str:
    """The address of the request."""
    page.goto(f"{url}/meja/")
    picture(page, "letters", "operator-meja")
    open_at_the_desk(page, url)
    record = page.url
    follow(page, "Mulai memeriksa", "Mulai memeriksa")
    press(page, "Mulai memeriksa", KEPT)
    picture(page, "letters", "operator-periksa")
    follow(page, "Nyatakan lengkap", "Nyatakan lengkap")
    press(page, "Nyatakan lengkap", KEPT)
    return record


def signed(page: Page, record: str) -> None:
    page.goto(record)
    follow(page, "Tanda tangani", "Naskah")
    page.get_by_label("Penanda tangan").select_option(index=1)
    page.get_by_role("button", name="Beri nomor").scroll_into_view_if_needed()
    picture(page, "letters", "lurah-tanda-tangan")
    press(page, "Beri nomor dan tanda tangani", KEPT)
    expect(page.get_by_text(re.compile(r"^S-12/\d{3}/SETIA-NEGARA/[IVX]+/\d{4}$"))).to_be_visible()


def acknowledged(page: Page, record: str) -> None:
    page.goto(record)
    picture(page, "letters", "camat-permohonan")
    follow(page, "Ketahui sebagai camat", "Ketahui sebagai camat")
    press(page, "Ketahui sebagai camat", KEPT)
    assert page.locator(".tanda").first.inner_text() == "Siap diambil"
