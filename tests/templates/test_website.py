"""The template `website`: its tests run in the apps' image; its pages are looked at in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request, ViewportSize, expect

from infra.home import CHECKOUT
from infra.scaffold import TEMPLATES
from infra.scaffold.answers import Answers
from infra.scaffold.render import render
from tests.support.app_image import App, AppImage
from tests.support.visitors import SESSION, SETUP

TESTS = CHECKOUT / "opd_templates" / "_base" / "tests" / "website"
LARGEST = 300_000  # bytes a page may transfer, pictures among them
MEBIBYTE = 2**20
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The page that says that there is none, and what Chromium says of a header over plain HTTP.
EXPECTED = re.compile(r"404|Cross-Origin-Opener-Policy")
SIZES = {
    "telepon": ViewportSize(width=360, height=740),
    "meja": ViewportSize(width=1280, height=900),
    "besar 400 %": ViewportSize(width=320, height=256),
}
LONGEST = "Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak"  # what wraps, wraps here
BESIDE = [
    "/cari/?q=layanan",
    "/peta-situs/",
    "/ppid/permohonan/",
    "/ppid/lacak/",
    "/ppid/keberatan/",
    "/ppid/daftar-informasi/",
    "/berita/?arsip=1",
    "/tiada/",
]
STAFF_PAGES = ["/staf/ppid/", "/staf/ppid/1/", "/staf/ppid/1/hapus/", "/staf/panduan/"]
PUBLISHED = f"""{SETUP}
from wagtail.models import Page
print(Page.objects.live().exclude(depth=1).count())
"""
NEWS = f"""{SETUP}
from opd.website.models import NewsPage
print(NewsPage.objects.get(slug="situs-baru").pk)
"""
CONTACT = f"""{SETUP}
from wagtail.models import Page
print(Page.objects.get(slug="kontak").pk)
"""
LOGIN = f"""{SESSION}
user = User.objects.create_user("petugas", password="Kata-Sandi-Uji-2026", is_staff=True)
user.groups.set(Group.objects.all())
print(session(user))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = Answers.model_validate(
        {
            "opd": "dinsosp3a",
            "name": LONGEST,
            "short_name": "Dinsos P3A",
            "kind": "dinas",
            "head": "Kepala Dinas",
            "head_name": "Butet Umpama, M.Si.",
            "hours": "Senin-Jumat 07.45-16.15; Sabtu, Minggu, dan hari libur tutup",
            "city": "Kota Pematangsiantar",
            "label": "dinsosp3a",
            "domain": "pematangsiantar.test",
            "address": "Jalan Contoh No. 1, Pematangsiantar",
            "phone": "(0622) 123456",
            "email": "dinas.sosial.p3a@pematangsiantar.test",
            "timezone": "Asia/Jakarta",
            "color": "#7a1f3d",
            "date": "2026-01-05",
        }
    )
    return render(TEMPLATES["website"], told, tmp_path_factory.mktemp("website"))


def test_no_mark_of_the_template_is_left(project: Path) -> None:
    texts = {path: path.read_text() for path in project.rglob("*") if path.is_file()}
    assert not [path for path, text in texts.items() if re.search(r"cookiecutter|\{%-? ", text)]


def test_the_projects_own_tests_and_the_librarys(app_image: AppImage, project: Path) -> None:
    outcome = app_image.run_tests(project, TESTS)
    assert outcome.passed, outcome.text
    assert outcome.count > 60


@pytest.fixture(scope="module")
def served(app_image: AppImage, project: Path) -> Iterator[App]:
    with app_image.serving(project, ["prepare"], ["demo"]) as app:
        yield app


@pytest.fixture(scope="module")
def session_key(served: App) -> str:
    return served.python("-c", LOGIN).strip()


@pytest.fixture(scope="module")
def paths(served: App) -> list[str]:
    """All pages of the sitemap, of every kind (the library sees to that), and those beside it."""
    import urllib.request

    with urllib.request.urlopen(f"{served.url}/sitemap.xml") as answer:  # noqa: S310  # our own container
        found = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", answer.read().decode())
    assert len(found) == int(served.python("-c", PUBLISHED))
    return [*found, *BESIDE]


@pytest.mark.parametrize("size", SIZES)
def test_pages_are_accessible_light_and_alone(
    served: App, paths: list[str], browser: Browser, size: str, tmp_path: Path
) -> None:
    with browser.new_context(viewport=SIZES[size], locale="id-ID") as context:
        page = context.new_page()
        errors: list[str] = []
        requests: list[Request] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("requestfinished", lambda request: requests.append(request))  # noqa: PLW0108  # playwright cannot wrap a builtin
        for path in paths:
            requests.clear()
            page.goto(served.url + path)
            weight = sum(request.sizes()["responseBodySize"] for request in requests)
            assert weight <= LARGEST, f"{path}: {weight} bytes"
            assert all(request.url.startswith(served.url) for request in requests), path
            found = Axe().run(page, options={"runOnly": WCAG})
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= SIZES[size]["width"], f"{path} is {width} pixels wide"
            name = re.sub(r"[^a-z0-9]+", "-", path).strip("-") or "beranda"
            page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert [error for error in errors if not EXPECTED.search(error)] == []


@pytest.mark.parametrize("size", ["telepon", "meja"])
@pytest.mark.parametrize("path", STAFF_PAGES)
def test_the_desk_is_accessible(
    served: App, session_key: str, browser: Browser, path: str, size: str, tmp_path: Path
) -> None:
    with browser.new_context(viewport=SIZES[size]) as context:
        context.add_cookies([{"name": "sessionid", "value": session_key, "url": served.url}])
        page = context.new_page()
        page.goto(served.url + path)
        assert page.url == served.url + path
        found = Axe().run(page, options={"runOnly": WCAG})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
        page.screenshot(path=tmp_path / f"{size}.png", full_page=True)


def test_editors_work_in_the_browser(served: App, session_key: str, browser: Browser, tmp_path: Path) -> None:
    """Wagtail's editor runs under the policy of its part: no violation of it, and news gets out."""
    with browser.new_context(viewport=SIZES["meja"]) as context:
        context.add_cookies([{"name": "sessionid", "value": session_key, "url": served.url}])
        page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{served.url}/kelola/")
        page.screenshot(path=tmp_path / "beranda-kelola.png")
        edit = served.python("-c", NEWS).strip()
        page.goto(f"{served.url}/kelola/pages/{edit}/edit/")
        page.locator("[data-draftail-input], .Draftail-Editor").first.wait_for()
        page.screenshot(path=tmp_path / "sunting-berita.png")
        assert [
            error
            for error in errors
            if "Content Security Policy" in error or "Content-Security-Policy" in error
        ] == []


def test_a_long_email_address_stands_on_one_line(served: App, browser: Browser) -> None:
    with browser.new_context(viewport=SIZES["meja"]) as context:
        page = context.new_page()
        page.goto(f"{served.url}/kontak/")
        address = page.locator(".kontak a[href^=mailto]")
        assert address.evaluate("link => link.getClientRects().length") == 1


def test_the_editors_part_speaks_indonesian_where_wagtails_scripts_do_not(
    served: App, session_key: str, browser: Browser
) -> None:
    with browser.new_context(viewport=SIZES["meja"]) as context:
        context.add_cookies([{"name": "sessionid", "value": session_key, "url": served.url}])
        page = context.new_page()
        page.goto(f"{served.url}/kelola/")
        assert page.locator("form[role=search] input[type=submit]").last.input_value() == "Cari"
        expect(page.get_by_role("link", name="Panduan petugas").first).to_be_visible()
        edit = served.python("-c", NEWS).strip()
        page.goto(f"{served.url}/kelola/pages/{edit}/edit/")
        page.locator("#id_date").click()
        texts = page.locator(".xdsoft_save_selected").all_text_contents()
        assert set(texts) == {"Pakai yang dipilih"}
        told = page.evaluate("jQuery.ui.autocomplete.prototype.options.messages.results(2)")
        assert told.startswith("2 tag")
        page.goto(f"{served.url}/kelola/pages/{served.python('-c', CONTACT).strip()}/edit/")
        page.locator(".Draftail-Editor .TooltipEntity").first.click()
        page.locator(".Tooltip__button", has_text="Lepas").wait_for()
        assert page.locator(".Tooltip__button").all_text_contents() == ["Ubah", "Lepas"]


def test_without_script_every_page_reads_the_same(served: App, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, viewport=SIZES["telepon"]) as context:
        page = context.new_page()
        page.goto(f"{served.url}/layanan/permohonan-informasi-publik/")
        expect(page.get_by_role("heading", name="Persyaratan")).to_be_visible()
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Kontak").click()
        expect(page).to_have_url(f"{served.url}/kontak/")


def test_the_container_keeps_within_its_memory(served: App, paths: list[str]) -> None:
    """Idle, after visits (the figure itself is measured apart, with care)."""
    used = served.container.stats(stream=False)["memory_stats"]
    idle = used["usage"] - used["stats"].get("total_inactive_file", used["stats"].get("inactive_file", 0))
    assert idle <= 150 * MEBIBYTE, f"{idle / MEBIBYTE:.0f} MiB"
