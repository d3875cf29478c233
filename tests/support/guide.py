"""The pictures of the guides in ``docs/panduan``: browser tests make them, when they are asked to.

``KOMINFO_PICTURES=1 pytest tests/templates/test_<app>*.py``; other runs write nothing into the checkout.
"""

from __future__ import annotations

import os

from playwright.sync_api import Page

from infra.home import CHECKOUT

GUIDES = CHECKOUT / "docs" / "panduan"
ASKED = "KOMINFO_PICTURES"
QUALITY = 40  # of JPEG: words stay easy to read, and a page takes 20 to 65 KB


def picture(page: Page, app: str, name: str) -> None:
    """What of the page is in view, as ``docs/panduan/<app>/<name>.jpg``."""
    if not os.environ.get(ASKED):
        return
    folder = GUIDES / app
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(folder / f"{name}.jpg"), type="jpeg", quality=QUALITY)
