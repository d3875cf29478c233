"""A city's apps as its citizens and its OPDs' staff have them: in a real browser, over the edge's TLS."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from infra.backends.lab.machine import machine_name
from infra.backends.lab.world import MACHINE_NAME
from tests.support.browser import citys_browser
from tests.support.pages import SIZES
from tests.support.story import Story

PASSWORD = "Sawah-Hijau-{}-Danau-Toba-7"
NUMBERS = itertools.count(1)
BYTES = "async (address) => [...new Uint8Array(await (await fetch(address)).arrayBuffer())]"


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
    def visiting(self, size: str = "meja") -> Iterator[Page]:
        """Whoever comes with nothing; a page of theirs."""
        width, height = SIZES[size]
        with self.browser.new_context(locale="id-ID", viewport={"width": width, "height": height}) as context:
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

    def picture(self, page: Page, name: str, ending: str = "png") -> Path:
        file = self.pictures / f"{next(NUMBERS):02}-{name}.{ending}"
        page.screenshot(path=str(file), full_page=True)
        return file


def printed(page: Page, link: str) -> bytes:
    """What that link of the page leads to: a browser without a screen has no viewer for it."""
    return bytes(page.evaluate(BYTES, page.get_by_role("link", name=link).get_attribute("href")))


@pytest.fixture(scope="session")
def standing(story: Story) -> Story:
    """Once for all modules whose browsers visit it."""
    story.do("demo", "--no-hosts")
    return story


@pytest.fixture(scope="module")
def town(standing: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    told = standing.outputs()
    edge, domain = told["edges"][0]["address"], standing.city.datacenter.domain
    home = tmp_path_factory.mktemp("browser")
    world = machine_name(standing.folder.name, MACHINE_NAME)
    with citys_browser(domain, edge, Path(told["ca_file"]), home, world) as browser:
        yield Town(standing, browser, tmp_path_factory.mktemp("pictures"))
