"""What is asked of each page of an app in a real browser, of its guide, and of what it decides purely."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGEST = 300_000  # bytes of a page with all that it loads
SIZES = {"telepon": (360, 740), "meja": (1280, 900)}

# A refused form, an address that is not there, and what Chromium says of a header over plain HTTP.
EXPECTED = r"status of (404|422)|Cross-Origin-Opener-Policy"


@contextmanager
def opened(
    browser: Browser, url: str, size: str, expected: str = EXPECTED
) -> Iterator[tuple[BrowserContext, Page]]:
    """A page of that size. All it loads is of ``url``; its console names no errors but ``expected``."""
    width, height = SIZES[size]
    errors: list[str] = []
    with browser.new_context(viewport={"width": width, "height": height}, locale="id-ID") as context:
        page = context.new_page()
        requests = loaded_by(page)
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        yield context, page
    assert [error for error in errors if not re.search(expected, error)] == []
    assert [one.url for one in requests if not one.url.startswith(url)] == []


def first_visit(browser: Browser, address: str, cookies: Any) -> int:
    """Bytes that come over the wire with an empty cache."""
    with browser.new_context() as context:
        context.add_cookies(cookies)
        page = context.new_page()
        requests = loaded_by(page)
        page.goto(address)
        return weight(requests)


def ensure_accessible(page: Page, name: str, width: int) -> None:
    """axe finds nothing, and nothing is wider than the screen."""
    found = Axe().run(page, options={"runOnly": WCAG})
    assert found.violations_count == 0, (name, found.generate_report())
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def judged(page: Page, name: str, width: int, shot: Path) -> None:
    """Accessible, and there for people to look at."""
    ensure_accessible(page, name, width)
    page.screenshot(path=str(shot), full_page=True)


def press(page: Page, button: str, heading: str) -> None:
    """Until the page is there that the button leads to."""
    page.get_by_role("button", name=button, exact=True).click()
    come_to(page, heading)


def click_through(page: Page, link: Locator) -> None:
    """To the page that the link or button leads to: a click alone is over before that one has begun."""
    with page.expect_navigation():
        link.click()


def follow(page: Page, link: str, heading: str) -> None:
    page.get_by_role("link", name=link).first.click()
    come_to(page, heading)


def come_to(page: Page, heading: str) -> None:
    page.wait_for_load_state()  # an address may be there before its page
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()


def loaded_by(page: Page, event: Literal["request", "requestfinished"] = "requestfinished") -> list[Request]:
    """What the page loads from now on; ``request``: what it so much as asks for."""
    found: list[Request] = []

    def note(request: Request) -> None:
        found.append(request)

    page.on(event, note)
    return found


def weight(requests: list[Request]) -> int:
    """Bytes of what came over the wire."""
    return sum(one.sizes()["responseBodySize"] for one in requests)


def quoted_nowhere(guide: str, *places: Path) -> list[str]:
    """What a guide quotes as on the screen, and what stands in none of the files there."""
    files = (file for place in places for file in ([place] if place.is_file() else place.rglob("*")))
    known = "".join(file.read_text() for file in files if file.suffix in {".py", ".html", ".js", ".yaml"})
    return [name for name in re.findall("“(?:… )?(.+?)”", guide) if name not in known]


def ensure_pure_tests_pass(folder: Path) -> None:
    """They run on the control host's Python: no Django, no image."""
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"]
    outcome = subprocess.run(
        [*argv, "-c", "/dev/null", str(folder)], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout
    assert "skipped" not in outcome.stdout
