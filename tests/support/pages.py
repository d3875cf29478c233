"""What is asked of each page of an app in a real browser, of its guide, and of what it decides purely."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGEST = 300_000  # bytes of a page with all that it loads
SIZES = {"telepon": (360, 740), "meja": (1280, 900)}


def ensure_accessible(page: Page, name: str, width: int) -> None:
    """axe finds nothing, and nothing is wider than the screen."""
    found = Axe().run(page, options={"runOnly": WCAG})
    assert found.violations_count == 0, (name, found.generate_report())
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


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
