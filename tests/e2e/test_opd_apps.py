"""What an OPD's staff and its citizens do with their apps, in a real browser, over the edge's TLS."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import citys_browser
from tests.support.story import Story

pytestmark = pytest.mark.timeout(2400)

WEBSITE, SERVICE = "https://diskominfo.pematangsiantar.test", "https://dpmptsp.pematangsiantar.test"
NEWS = "Jaringan Baru di Kelurahan Rekaan"
PASSWORD = "Sawah-Hijau-{}-Danau-Toba-7"
NUMBERS = itertools.count(1)
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


@dataclass(frozen=True, slots=True)
class Town:
    """The city, and a browser that has its authority in store. ``pictures``: where screenshots are kept."""

    story: Story
    browser: Browser
    pictures: Path

    def member(self, opd: str, name: str, *roles: str) -> str:
        """A new member of an OPD's staff; the password for the first time."""
        wanted = [word for role in roles for word in ("--role", role)]
        said = self.story.kominfo("run", self.story.folder.name, opd, "adduser", name, *wanted)
        assert said.code == 0, said.said
        # What the declaration is advised of stands before it; the app's log may stand on either side.
        return [line for line in said.said.splitlines() if not line.startswith("{")][-1]

    @contextmanager
    def visiting(self) -> Iterator[Page]:
        """Whoever comes with nothing; a page of theirs."""
        with self.browser.new_context(locale="id-ID", viewport={"width": 1280, "height": 900}) as context:
            page = context.new_page()
            page.set_default_timeout(60_000)  # a busy machine
            yield page

    @contextmanager
    def working(self, url: str, opd: str, name: str, *roles: str) -> Iterator[Page]:
        """Somebody who comes for the first time: the password of the first day has to be changed."""
        once = self.member(opd, name, *roles)
        with self.visiting() as page:
            page.goto(f"{url}/masuk/")
            page.get_by_label("Nama pengguna").fill(name)
            page.get_by_label("Kata sandi").fill(once)
            page.get_by_role("button", name="Masuk").click()
            page.wait_for_url("**/sandi/**")
            page.get_by_label("Kata sandi sekarang").fill(once)
            page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD.format(name))
            page.get_by_label("Kata sandi baru, sekali lagi").fill(PASSWORD.format(name))
            page.get_by_role("button").last.click()
            page.get_by_text("Kata sandi sudah diganti.").wait_for()
            yield page

    def picture(self, page: Page, name: str) -> Path:
        file = self.pictures / f"{next(NUMBERS):02}-{name}.png"
        page.screenshot(path=str(file), full_page=True)
        return file


@pytest.fixture(scope="module")
def town(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    story.do("demo", "--no-hosts")
    told = story.outputs()
    edge, domain = told["edges"][0]["address"], story.city.datacenter.domain
    home = tmp_path_factory.mktemp("browser")
    with citys_browser(domain, edge, Path(told["ca_file"]), home) as browser:
        yield Town(story, browser, tmp_path_factory.mktemp("pictures"))


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
        assert _printed(page, "Unduh surat izin").startswith("%PDF-")


def _tracked(page: Page, code: str) -> str:
    """What the state of a request is called, to who has its code."""
    page.goto(f"{SERVICE}/lacak/")
    page.get_by_label("Kode pelacakan").fill(code)
    page.get_by_role("button", name="Lacak").click()
    assert code not in page.url
    return page.locator("#keadaan").inner_text()


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
        assert _printed(page, "Cetak (PDF)").startswith("%PDF-")


def _printed(page: Page, link: str) -> str:
    """What that link of the page leads to, byte by byte: a browser without a screen has no viewer for it."""
    address = page.get_by_role("link", name=link).get_attribute("href")
    read = "async (address) => new TextDecoder('latin1').decode(await (await fetch(address)).arrayBuffer())"
    return str(page.evaluate(read, address))


def _open(page: Page, number: str) -> None:
    """The request, as staff finds it."""
    page.goto(f"{SERVICE}/meja/izin/")
    page.get_by_role("link", name=number).click()


def _move(page: Page, step: str) -> None:
    page.get_by_role("link", name=step).click()
    page.get_by_role("button", name=step).click()
