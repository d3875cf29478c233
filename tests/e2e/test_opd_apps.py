"""Website and service: what staff and citizens do with them, in a real browser, over the edge's TLS."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.town import Town, printed

pytestmark = pytest.mark.timeout(2400)

WEBSITE, SERVICE = "https://diskominfo.pematangsiantar.test", "https://dpmptsp.pematangsiantar.test"
NEWS = "Jaringan Baru di Kelurahan Rekaan"
ASKED = {
    "Nama pemohon": "Siti Rekaan",
    "NIK": "9999990109904321",
    "Nomor telepon seluler": "0812-3456-7890",
    "Alamat pemohon": "Jalan Contoh No. 5",
    "Nama usaha": "Warung Peramban",
    "Nomor Induk Berusaha (NIB)": "9120001234567",
    "Luas bidang": "12,5",
    "Mulai dipasang": "2031-01-31",
    "Alamat atau patokan": "Simpang Contoh",
}


def test_a_writers_news_is_read_once_an_editor_published_it(town: Town) -> None:
    with town.working(WEBSITE, "diskominfo", "butet", "penulis") as page:
        page.goto(f"{WEBSITE}/kelola/pages/")
        index = page.get_by_role("link", name=re.compile(r"^\s*Berita$")).first.get_attribute("href")
        page.goto(WEBSITE + str(index).replace("edit", "add_subpage"))
        page.locator("#id_title").fill(NEWS)
        page.locator("#id_summary").fill("Dua belas titik nirkabel kini terbuka bagi warga.")
        page.locator(".c-sf-add-button").first.click()
        page.get_by_role("option", name="tulisan").click()
        page.locator(".public-DraftEditor-content").first.click()
        page.keyboard.type("Warga dapat memakainya di kantor lurah.")
        expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("kantor lurah"))
        town.picture(page, "naskah")
        _choose(page, "button[name=action-submit]")
    with town.visiting() as page:
        page.goto(f"{WEBSITE}/berita/")
        assert not page.get_by_text(NEWS).count()
    with town.working(WEBSITE, "diskominfo", "togar", "penyunting") as page:
        page.goto(f"{WEBSITE}/kelola/")
        page.get_by_role("link", name=NEWS).first.click()
        town.picture(page, "periksa")
        _choose(page, "button[data-workflow-action-name=approve]:not([data-launch-modal])")
    with town.visiting() as page:
        page.goto(f"{WEBSITE}/berita/")
        town.picture(page, "berita")
        page.get_by_role("link", name=NEWS).first.click()
        page.get_by_role("heading", name=NEWS).wait_for()
        page.get_by_text("Dua belas titik nirkabel").first.wait_for()


def _choose(page: Page, button: str) -> None:
    """One of the actions at the foot of an editor's page."""
    page.locator("footer button[aria-expanded]").click()
    page.locator(f"footer {button}").first.click()
    page.wait_for_url(re.compile(r"/kelola/(pages/\d+/)?$"))


def test_a_request_is_filed_tracked_moved_and_its_letter_printed(town: Town) -> None:
    with town.visiting() as page:
        page.goto(f"{SERVICE}/permohonan/izin/")
        picture = town.picture(page, "formulir")
        for label, text in ASKED.items():
            page.get_by_label(label).first.fill(text)
        page.get_by_label("Papan atau billboard").check()
        page.get_by_label("Foto atau pindaian KTP").set_input_files(picture)
        page.get_by_label("Foto lokasi").set_input_files(picture)
        page.get_by_label("Saya sudah membaca").check()
        page.get_by_role("button", name="Kirim permohonan").click()
        page.get_by_role("heading", name="Tanda terima").wait_for()
        code = page.locator(".kode").inner_text()
        number = re.findall(r"IZIN/\d+/\w+/\d+", page.locator("main").inner_text())[0]
        town.picture(page, "tanda-terima")
        assert _tracked(page, code) == "Diajukan"
        assert not page.get_by_text(ASKED["NIK"]).count()
        _handled(town, number)
        assert _tracked(page, code) == "Izin terbit"
        town.picture(page, "terbit")
        assert printed(page, "Unduh surat izin").startswith(b"%PDF-")


def _tracked(page: Page, code: str) -> str:
    """What the state of a request is called, to who has its code."""
    page.goto(f"{SERVICE}/lacak/")
    page.get_by_label("Kode pelacakan").fill(code)
    page.get_by_role("button", name="Lacak").click()
    state = page.locator("#keadaan").inner_text()
    assert code not in page.url
    return state


def _handled(town: Town, number: str) -> None:
    """By three: who takes it in or looks at it does not sign it."""
    with town.working(SERVICE, "dpmptsp", "rina", "petugas loket") as page:
        _open(page, number)
        town.picture(page, "berkas")
        _move(page, "Berkas lengkap")
    with town.working(SERVICE, "dpmptsp", "poltak", "pemeriksa") as page:
        _open(page, number)
        page.get_by_role("link", name="Usulkan izin").click()
        page.get_by_label("Hasil peninjauan lokasi").fill("Sesuai gambar.")
        page.get_by_label("Berlaku sampai").fill("2032-01-31")
        page.get_by_role("button", name="Usulkan izin").click()
    with town.working(SERVICE, "dpmptsp", "made", "kepala") as page:
        _open(page, number)
        page.get_by_role("link", name="Buat surat izin").click()
        page.get_by_label("Penanda tangan").select_option(index=1)
        town.picture(page, "surat")
        page.get_by_role("button", name="Buat surat").click()
        _open(page, number)
        _move(page, "Terbitkan izin")
        assert not page.get_by_role("link", name="Cetak (PDF)").count()
        page.get_by_role("link", name="Buka data pribadi").click()
        page.get_by_label("Alasan membuka data pribadi").fill("Mencetak surat izin untuk ditandatangani")
        page.get_by_role("button", name="Buka dan catat").click()
        assert printed(page, "Cetak (PDF)").startswith(b"%PDF-")


def _open(page: Page, number: str) -> None:
    """The request, as staff finds it."""
    page.goto(f"{SERVICE}/meja/izin/")
    page.get_by_role("link", name=number).click()


def _move(page: Page, step: str) -> None:
    page.get_by_role("link", name=step).click()
    page.get_by_role("button", name=step).click()
