"""The built pages in a real browser, as a phone and a desktop show them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect

from infra.home import CHECKOUT
from infra.scaffold import new
from tests.support.declared import declared
from tests.templates.sites import build, serve

PHONE, DESKTOP = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)
LARGEST = 100_000  # bytes a page may transfer, uncompressed
DEMO = {file.parts[-3]: file.parent for file in sorted(CHECKOUT.glob("stacks/demo/*/web/hugo.yaml"))}
PICTURED = {"/", "/layanan/", "/kontak/"}  # screenshots kept in the test's folder, to look at
FRESH = "dinsosp3a"  # the longest name: what wraps, wraps here


@pytest.fixture(scope="module", params=[FRESH, *DEMO])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[str]]]:
    """Address of a served site, and the paths of all its pages."""
    folder = tmp_path_factory.mktemp(request.param)
    source = DEMO.get(request.param) or _scaffolded(folder)
    outcome = build(source, folder / "public")
    assert outcome.returncode == 0, outcome.stderr
    pages = [path.relative_to(folder / "public") for path in sorted((folder / "public").rglob("*.html"))]
    with serve(folder / "public") as address:
        yield address, ["/" + str(page).removesuffix("index.html") for page in pages]


def _scaffolded(folder: Path) -> Path:
    return new("website-static", FRESH, declared(folder / "kota")).paths[1]


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param)
    yield context.new_page()
    context.close()


def test_no_accessibility_violation_no_sideways_scrolling_light_and_alone(
    site: tuple[str, list[str]], page: Page, tmp_path: Path
) -> None:
    address, paths = site
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))  # noqa: PLW0108  # playwright cannot wrap a builtin
    for path in paths:
        requests.clear()
        page.goto(address + path)
        weight = sum(request.sizes()["responseBodySize"] for request in requests)
        assert weight <= LARGEST, f"{path}: {weight} bytes"
        assert all(request.url.startswith(address) for request in requests), path
        violations = Axe().run(page).response["violations"]
        assert not violations, (path, [(each["id"], each["nodes"][0]["html"]) for each in violations])
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{path} is {width} pixels wide"  # type: ignore[index]  # we set it
        if path in PICTURED:
            page.screenshot(path=tmp_path / f"{path.strip('/') or 'beranda'}.png", full_page=True)


def test_text_enlarged_to_400_percent_still_fits(site: tuple[str, list[str]], browser: Browser) -> None:
    """WCAG 2.2, 1.4.10: 1280 pixels at 400 % are 320."""
    address, paths = site
    page = browser.new_page(viewport=ViewportSize(width=320, height=256))
    for path in paths:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.close()


def test_the_keyboard_reaches_the_content_and_the_menu(site: tuple[str, list[str]], browser: Browser) -> None:
    address, _ = site
    page = browser.new_page(viewport=PHONE)
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Lompat ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.locator(".buka-menu").focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    page.locator(".buka-menu").click()
    menu.get_by_role("link", name="Layanan").click()
    expect(page).to_have_url(address + "/layanan/")
    page.close()


def test_focus_is_seen_on_every_link_and_button(site: tuple[str, list[str]], browser: Browser) -> None:
    address, _ = site
    page = browser.new_page(viewport=DESKTOP)
    page.goto(address + "/")
    for _number in range(page.locator("a:visible, button:visible").count()):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid", page.evaluate("document.activeElement.outerHTML")
    page.close()


def test_print_shows_the_content_and_no_menu(site: tuple[str, list[str]], browser: Browser) -> None:
    address, _ = site
    page = browser.new_page(viewport=DESKTOP)
    page.goto(address + "/layanan/permohonan-informasi-publik/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Persyaratan")).to_be_visible()
    assert not page.locator("#menu").is_visible()
    page.close()
