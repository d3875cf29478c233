"""Template `queue`: a desk whose network or session goes loses nothing, and gives no number twice."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

from tests.support.guide import picture
from tests.support.pages import ensure_accessible
from tests.support.queue_site import Served, visiting


def test_the_desk_works_through_a_cut_and_catches_up(
    puskesmas: Served, browser: Browser, tmp_path: Path
) -> None:
    """Numbers, calls, a reload while there is no network; then all of it is on the server, once, in order."""
    app, told = puskesmas
    with visiting(browser, "meja", app.url, told) as context:
        page = context.new_page()
        page.goto(f"{app.url}/loket/")
        expect(page.locator("#keadaan")).to_have_text("Tersambung.")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        expect(page.locator("#daftar tr").first).to_be_visible()
        page.get_by_label("Poli").first.select_option("B")
        page.get_by_role("button", name="Beri nomor").click()
        expect(page.locator("#kabar")).to_have_text("Nomor B-010 diberikan.")
        expect(page.locator('[data-nomor="B-010"]')).to_be_visible()
        ensure_accessible(page, "loket", 1280)
        picture(page, "queue", "loket")

        context.set_offline(True)
        series = page.evaluate("JSON.parse(localStorage['antrian-loket']).deret")
        first, second, third = (f"B{series}-00{count}" for count in (1, 2, 3))
        for number in (first, second):
            page.get_by_role("button", name="Beri nomor").click()
            expect(page.locator("#kabar")).to_have_text(f"Nomor {number} diberikan.", timeout=15_000)
        step(page, first, "Panggil")
        expect(page.locator("#kabar")).to_have_text(
            re.compile(r"Nomor antrian B \w+ nol nol satu, silakan ke Poli Gigi\.")
        )
        for what in ("Panggil lagi", "Mulai layani", "Selesai"):
            step(page, first, what)
        step(page, "B-010", "Panggil")
        expect(page.locator("#keadaan")).to_contain_text("Tanpa jaringan. 7 tindakan menunggu dikirim")
        ensure_accessible(page, "loket tanpa jaringan", 1280)
        page.screenshot(path=str(tmp_path / "loket-tanpa-jaringan.png"), full_page=True)
        page.locator("#keadaan").scroll_into_view_if_needed()
        picture(page, "queue", "loket-tanpa-jaringan")
        page.reload()
        expect(page.get_by_role("heading", name="Loket tanpa jaringan")).to_be_visible()
        expect(page.locator(f'[data-nomor="{second}"]')).to_contain_text("belum terkirim")
        page.get_by_label("Poli").first.select_option("B")
        page.get_by_role("button", name="Beri nomor").click()
        expect(page.locator("#kabar")).to_have_text(f"Nomor {third} diberikan.", timeout=15_000)

        context.set_offline(False)
        expect(page.locator("#keadaan")).to_have_text("Tersambung.", timeout=20_000)
        page.goto(f"{app.url}/loket/")
        expect(page.locator(f'[data-nomor="{second}"]')).to_contain_text("Menunggu")
        assert page.locator(".kuning").count() == 0
        assert page.locator("#ditolak").is_hidden()
        stored = page.evaluate("JSON.stringify(localStorage)")
        assert "Rekaan" not in stored
        page.screenshot(path=str(tmp_path / "loket.png"), full_page=True)
    known = json.loads(app.python("-c", LISTED).strip().splitlines()[-1])
    assert known[first] == ["done", ["issue", "call", "recall", "serve", "finish"]]
    assert known[second] == ["waiting", ["issue"]]
    assert known[third] == ["waiting", ["issue"]]
    assert known["B-010"] == ["called", ["issue", "call"]]
    made = [number for number in known if number.startswith(f"B{series}-") or number > "B-010"]
    assert [number for number in made if known[number][0] != "cancelled"] == [first, second, third]


LISTED = """
import os, json; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from opd.queue.models import Ticket
print(json.dumps({one.number: [one.state, [event.what for event in one.events.all()]]
    for one in Ticket.objects.filter(room="B").order_by("number")}))
"""


def step(page: Page, number: str, what: str) -> None:
    page.locator(f'[data-nomor="{number}"]').get_by_role(
        "button", name=f"{what} {number}", exact=True
    ).click()


def test_an_answer_that_is_lost_leaves_one_number(
    puskesmas: Served, browser: Browser, tmp_path: Path
) -> None:
    """The server gave a number and the desk never heard of it: the paper's counts, the other one is void."""
    app, told = puskesmas
    with visiting(browser, "meja", app.url, told, service_workers="block") as context:
        page = context.new_page()
        page.goto(f"{app.url}/loket/")
        expect(page.locator("#keadaan")).to_have_text("Tersambung.")
        page.get_by_label("Poli").first.select_option("C")

        def lose(route: Any) -> None:
            route.fetch()
            route.abort()

        page.route("**/loket/tindakan/", lose)
        page.get_by_role("button", name="Beri nomor").click()
        expect(page.locator("#kabar")).to_have_text(re.compile(r"Nomor C\d-001 diberikan\."), timeout=15_000)
        page.unroute_all(behavior="wait")  # the desk tries again and again
        expect(page.locator("#keadaan")).to_have_text("Tersambung.", timeout=20_000)
        number = page.locator("#kertas .kertas-nomor").inner_text()
    known = json.loads(app.python("-c", LISTED.replace('room="B"', 'room="C"')).strip().splitlines()[-1])
    assert known[number][0] == "waiting"
    assert known["C-010"] == ["cancelled", ["issue", "cancel"]]


def test_a_browser_that_was_let_go_gives_no_number_by_itself(puskesmas: Served, browser: Browser) -> None:
    """Its series ends with the first answer that says so; what was refused stays to be read."""
    app, told = puskesmas
    with visiting(browser, "meja", app.url, told, service_workers="block") as context:
        page = context.new_page()
        page.goto(f"{app.url}/loket/")
        expect(page.locator("#keadaan")).to_have_text("Tersambung.")
        expect(page.locator("#daftar tr").first).to_be_visible()
        assert page.evaluate("JSON.parse(localStorage['antrian-loket']).deret")

        def revoked(route: Route) -> None:
            route.fulfill(json={**route.fetch().json(), "deret": None})

        page.evaluate(YESTERDAY)
        page.route("**/loket/data/", revoked)
        page.get_by_role("button", name="Beri nomor").click()
        expect(page.locator("#ditolak")).to_contain_text("Tiket E1-001: hari sudah berganti")
        expect(page.locator("#keadaan")).to_have_text("Tersambung.", timeout=15_000)
        context.set_offline(True)
        page.get_by_role("button", name="Beri nomor").click()
        expect(page.locator("#kabar")).to_contain_text("tidak memegang deret nomor luring", timeout=15_000)


YESTERDAY = """
const kept = JSON.parse(localStorage["antrian-loket"]);
kept.hari = "2020-01-01";
kept.keluar = [{ id: crypto.randomUUID(), at: "2020-01-01T10:00:00Z", what: "issue", room: "E", payer: "umum",
  priority: false, number: "E1-001" }];
localStorage["antrian-loket"] = JSON.stringify(kept);
"""


def test_a_session_that_ended_loses_nothing(puskesmas: Served, browser: Browser) -> None:
    """The desk goes on, and what it did is sent once somebody has logged in again."""
    app, told = puskesmas
    with visiting(browser, "meja", app.url, told) as context:
        page = context.new_page()
        page.goto(f"{app.url}/loket/")
        expect(page.locator("#keadaan")).to_have_text("Tersambung.")
        context.clear_cookies(name="sessionid")
        page.get_by_label("Poli").first.select_option("D")
        page.get_by_role("button", name="Beri nomor").click()
        expect(page.locator("#kabar")).to_have_text(re.compile(r"Nomor D\d-001 diberikan\."), timeout=15_000)
        expect(page.get_by_role("link", name="Masuk lagi")).to_be_visible()
        expect(page.locator("#keadaan")).to_have_text("Sesi berakhir: masuk lagi supaya 1 tindakan terkirim.")
        number = page.locator("#kertas .kertas-nomor").inner_text()
        context.add_cookies([{"name": "sessionid", "value": told["all"], "url": app.url}])
        page.goto(f"{app.url}/loket/")
        expect(page.locator("#keadaan")).to_have_text("Tersambung.", timeout=20_000)
    known = json.loads(app.python("-c", LISTED.replace('room="B"', 'room="D"')).strip().splitlines()[-1])
    assert known[number] == ["waiting", ["issue"]]
