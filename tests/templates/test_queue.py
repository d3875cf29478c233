"""Template `queue`: its tests pass in the image, hundreds watch its board, its desk works through a cut."""

from __future__ import annotations

import json
import re
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from infra.home import CHECKOUT
from infra.scaffold import TEMPLATES, new
from tests.support.app_image import App, AppImage
from tests.support.guide import GUIDES, picture
from tests.support.pages import (
    LARGEST,
    SIZES,
    ensure_accessible,
    ensure_pure_tests_pass,
    loaded_by,
    quoted_nowhere,
    weight,
)

TESTS = CHECKOUT / "opd_templates" / "_base" / "tests" / "queue"
LIBRARY = TESTS.parents[1] / "opd"
EXPECTED = re.compile(r"status of (404|422)|Cross-Origin-Opener-Policy")
WATCHING = 500
THREADS = {"THREADS": "600"}
GRACE_SECONDS = 60  # opd.serving


def baked(city: Path) -> Path:
    """A project whose rooms are open at any hour: tests run at night, too."""
    project = new("queue", "pkm-parsoburan", city).paths[1]
    file = project / "antrian.yaml"
    told = yaml.safe_load(file.read_text())
    days = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"]
    for room in told["poli"].values():
        if room.get("antre", True):
            room["jadwal"] = [{"hari": days, "jam": "00.00-23.59", "kuota": 900}]
    told["batas"]["pesan_tutup_menit"] = 0
    told["batas"]["laju_pesan"] = told["batas"]["laju_lacak"] = "500/h"
    file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
    return project


def test_the_rules_own_tests() -> None:
    ensure_pure_tests_pass(TESTS / "pure")


def test_a_project_passes_its_own_and_the_librarys_tests(app_image: AppImage, city: Path) -> None:
    project = new("queue", "pkm-parsoburan", city).paths[1]
    outcome = app_image.run_tests(project, TESTS, "tests.test_antrian", "tests.queue")
    assert outcome.passed, outcome.text
    assert outcome.count > 90


def test_the_migration_is_what_the_models_say(
    app_image: AppImage, served: tuple[App, dict[str, str]]
) -> None:
    assert "No changes detected" in served[0].ask("makemigrations", "--check", "--dry-run", "queue")


def test_a_file_with_faults_stops_the_app_with_their_lines(app_image: AppImage, city: Path) -> None:
    project = new("queue", "pkm-parsoburan", city).paths[1]
    file = project / "antrian.yaml"
    file.write_text(
        file.read_text().replace("panggil: 3", "panggil: 0").replace("rujuk: [B, L, F]", "rujuk: [B, Q]")
    )
    outcome = app_image.run_tests(project)
    assert not outcome.passed
    assert re.search(r"antrian\.yaml:\d+:\d+: batas\.panggil: 0 is refused", outcome.text)
    assert "poli.A.rujuk[1]: 'Q' is no other room with numbers" in outcome.text


def test_the_guide_names_what_is_on_the_screen() -> None:
    guide = (TEMPLATES["queue"] / "{{cookiecutter.opd}}" / "PANDUAN.md").read_text()
    assert len(re.findall("“(.+?)”", guide)) > 15
    places = [LIBRARY / one for one in ("queue", "templates", "views", "reveal.py", "apps.py")]
    assert quoted_nowhere(guide, *places) == []
    assert quoted_nowhere((GUIDES / "queue.md").read_text(), *places) == []
    wrong = guide.replace("“Panggil berikutnya”", "“Panggil lanjut”", 1)
    assert quoted_nowhere(wrong, *places) == ["Panggil lanjut"]


# Somebody in all roles, the codes of a screen and a kiosk, a ticket.
PREPARE = """
import os, json; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from opd.models import User
from opd.queue import content, devices, tickets
from opd.queue.people import Person
content.demo()
def session(**more):
    made = SessionStore()
    made.update(more)
    made.save()
    return made.session_key
def member(name, groups):
    user = User.objects.create_user(name, password="Kata-Sandi-Uji-2026", is_staff=True)
    user.groups.set(groups)
    return session(**{SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
ticket, token = tickets.issue("A", "uji", Person(name="Siti Rekaan", born="1990-01-02", phone="0800"))
print(json.dumps({"all": member("uji", Group.objects.all()),
    "kiosk": devices.register("kiosk", "Kios")[1],
    "screen": devices.register("screen", "Layar")[1], "token": token,
    "number": ticket.number, "ticket": str(ticket.pk)}))
"""
CALL = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from opd.queue import calling
import time
calling.call_next("L", "uji")
print(time.time())
"""


@pytest.fixture(scope="module")
def served(
    app_image: AppImage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[App, dict[str, str]]]:
    from tests.templates.conftest import DATACENTER

    city = tmp_path_factory.mktemp("antrian")
    (city / "datacenter.yaml").write_text(DATACENTER)
    with (
        app_image.serving(baked(city), ["prepare"], environment=THREADS) as app,
        here(app) as near,
    ):
        yield near, json.loads(app.python("-c", PREPARE).strip().splitlines()[-1])


@contextmanager
def here(app: App) -> Iterator[App]:
    """The app at an address of this machine: there a browser lets pages do over plain HTTP what they else may
    over HTTPS alone (cookies, service workers)."""

    class Forward(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            host, port = app.url.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port))) as there:
                back = threading.Thread(target=pump, args=(there, self.request), daemon=True)
                back.start()
                pump(self.request, there)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Forward) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield App(app.container, f"http://127.0.0.1:{server.server_address[1]}")
        server.shutdown()


def pump(one: socket.socket, other: socket.socket) -> None:
    try:
        while piece := one.recv(65536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
    except OSError:  # either end left
        one.close()
        other.close()


@contextmanager
def visiting(
    browser: Browser, size: str, url: str, told: dict[str, str], **more: Any
) -> Iterator[BrowserContext]:
    """Somebody in all roles."""
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, locale="id-ID", **more) as context:
        context.add_cookies([{"name": "sessionid", "value": told["all"], "url": url}])
        yield context


def pages(page: Page, url: str, told: dict[str, str]) -> Iterator[str]:
    """Every type of page, each shown."""
    key = told["ticket"]
    paths = ["/", "/pesan/", "/tiket/", "/papan/", "/perangkat/", "/data-pribadi/", "/tidak-ada/", "/loket/"]
    paths += [
        "/loket/luring/",
        "/loket/baru/",
        f"/loket/tiket/{key}/",
        f"/loket/tiket/{key}/identitas/",
        "/poli/",
        "/poli/A/",
    ]
    paths += [
        "/atur/jadwal/",
        "/atur/perangkat/",
        "/laporan/",
        "/laporan/?sejak=x&sampai=y",
        "/staf/panduan/",
    ]
    for path in paths:
        page.goto(url + path)
        yield path
    page.goto(url + "/pesan/")
    page.locator(".sesi a").nth(1).click()
    yield "pesan-isi"
    page.get_by_role("button", name="Pesan nomor ini").click()
    assert page.get_by_role("heading", name="Ada yang perlu diperbaiki").is_visible()
    yield "pesan-galat"
    page.goto(url + "/tiket/")
    page.get_by_label("Kode tiket").fill(told["token"])
    page.get_by_role("button", name="Lihat tiket").click()
    assert page.locator("#status").is_visible()
    yield "tiket"
    page.goto(url + "/loket/")
    page.get_by_label("Cari tiket hari ini").fill("A-001")
    page.get_by_role("button", name="Cari").click()
    yield "cari"


@pytest.mark.parametrize("size", SIZES)
def test_every_type_of_page_is_light_and_accessible(
    served: tuple[App, dict[str, str]], browser: Browser, size: str, tmp_path: Path
) -> None:
    app, told = served
    with visiting(browser, size, app.url, told) as context:
        page = context.new_page()
        errors: list[str] = []
        requests = loaded_by(page)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(error.message))
        for count, name in enumerate(pages(page, app.url, told)):
            ensure_accessible(page, name, SIZES[size][0])
            shot = f"{size}-{count:02d}-{re.sub('[^a-z]+', '-', name).strip('-')}"
            page.screenshot(path=str(tmp_path / f"{shot}.png"), full_page=True)
            if (size, name) == ("meja", "/atur/jadwal/"):
                picture(page, "queue", "kepala-jadwal")
            if (size, name) == ("meja", "/laporan/"):
                picture(page, "queue", "kepala-laporan")
        assert count > 20
        assert [error for error in errors if not EXPECTED.search(error)] == []
        assert [one.url for one in requests if not one.url.startswith((app.url, "data:"))] == []


@pytest.mark.parametrize("size", SIZES)
def test_screens_and_kiosks(
    served: tuple[App, dict[str, str]], browser: Browser, size: str, tmp_path: Path
) -> None:
    app, told = served
    for kind in ("screen", "kiosk"):
        with visiting(browser, size, app.url, told) as context:
            page = context.new_page()
            page.add_init_script("window.print = () => { window.printed = true; }")
            page.goto(f"{app.url}/perangkat/")
            page.get_by_label("Kode perangkat").fill(told[kind])
            page.get_by_role("button", name="Hubungkan").click()
            assert page.url.removeprefix(app.url) == {"screen": "/layar/", "kiosk": "/kios/"}[kind]
            ensure_accessible(page, kind, SIZES[size][0])
            page.screenshot(path=str(tmp_path / f"{kind}-{size}.png"), full_page=True)
            if (size, kind) == ("meja", "kiosk"):
                picture(page, "queue", "kios-poli")
            if kind == "kiosk":
                page.get_by_role("button", name="Ambil nomor Poli Umum").click()
                expect(page.locator(".kertas-nomor")).to_have_text(re.compile(r"A-\d{3}"))
                assert page.evaluate("window.printed")
                ensure_accessible(page, "kios-tiket", SIZES[size][0])
                page.screenshot(path=str(tmp_path / f"kios-tiket-{size}.png"))


def test_no_page_weighs_more_than_a_phone_can_bear(
    served: tuple[App, dict[str, str]], browser: Browser
) -> None:
    """Each opened with an empty cache: what a first visit loads."""
    app, told = served
    for path in (
        "/",
        "/pesan/",
        "/tiket/",
        "/papan/",
        "/loket/",
        "/poli/A/",
        "/laporan/",
        f"/loket/tiket/{told['ticket']}/",
    ):
        with visiting(browser, "telepon", app.url, told) as context:
            page = context.new_page()
            requests = loaded_by(page)
            page.goto(app.url + path)
            bytes_loaded = weight(requests)
            assert 1_000 < bytes_loaded <= LARGEST, f"{path}: {bytes_loaded} bytes"


def test_a_citizen_books_and_follows_without_javascript(
    served: tuple[App, dict[str, str]], browser: Browser, tmp_path: Path
) -> None:
    app, told = served
    with visiting(browser, "telepon", app.url, told, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{app.url}/pesan/")
        page.locator(".sesi a").first.click()
        page.get_by_label("Nama pasien").fill("Togar Misalan")
        page.get_by_label("Tanggal lahir").fill("1970-05-17")
        page.get_by_label("Nomor telepon seluler").fill("0812-3456-7890")
        page.get_by_label("Saya sudah membaca").check()
        page.get_by_label("Tanggal lahir").scroll_into_view_if_needed()
        picture(page, "queue", "pasien-pesan")
        page.get_by_role("button", name="Pesan nomor ini").click()
        assert page.get_by_role("heading", name="Tanda terima").is_visible()
        page.screenshot(path=str(tmp_path / "tanda-terima.png"), full_page=True)
        page.locator(".kode").scroll_into_view_if_needed()
        picture(page, "queue", "pasien-tanda-terima")
        code = page.locator(".kode").inner_text()
        page.get_by_role("main").get_by_role("link", name="Tiket saya").click()
        page.get_by_label("Kode tiket").fill(code)
        page.get_by_role("button", name="Lihat tiket").click()
        page.get_by_role("button", name="Saya sudah hadir").click()
        assert page.locator("#status").inner_text() == "Menunggu"
        assert int(page.locator("#didepan").inner_text()) > 0
        page.locator("#didepan").scroll_into_view_if_needed()
        picture(page, "queue", "pasien-tiket")
        assert code not in page.url
        assert page.get_by_role("link", name="Muat ulang sendiri tiap 30 detik").is_visible()
        page.get_by_role("button", name="Batalkan tiket").click()
        assert page.locator("#status").inner_text() == "Batal"


SPEECH = """
window.said = [];
const speak = (one) => window.said.push([one.lang, one.text]);
Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => [], speak } });
"""


def test_a_call_is_shown_read_and_written_without_being_asked_for(
    served: tuple[App, dict[str, str]], browser: Browser, tmp_path: Path
) -> None:
    app, told = served
    with visiting(browser, "telepon", app.url, told) as context:
        room, board, mine = context.new_page(), context.new_page(), context.new_page()
        board.add_init_script(SPEECH)
        board.goto(f"{app.url}/papan/")
        board.get_by_role("button", name="Bacakan panggilan").click()
        mine.goto(f"{app.url}/tiket/#{told['token']}")  # as from the paper's picture
        expect(mine.locator(".nomor-besar")).to_have_text(told["number"])
        assert told["token"] not in mine.url
        for one in (board, mine):
            expect(one.locator("#sambungan")).to_have_text("Tersambung langsung.")
        for _ in range(12):
            room.goto(f"{app.url}/poli/A/")
            room.get_by_role("button", name="Panggil berikutnya").click()
            number = room.locator(".pesan li").inner_text().split()[0]
            expect(board.locator("#panggilan li").first).to_contain_text(number)
            if number == told["number"]:
                break
        expect(mine.locator("#status")).to_have_text("Dipanggil")
        expect(mine.locator("#ucapan")).to_contain_text(f"Nomor Anda {number} dipanggil")
        spoken = board.evaluate("window.said").pop()
        assert spoken == ["id-ID", board.locator("#ucapan").inner_text()]
        assert re.fullmatch(
            r"Nomor antrian A( (nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)){3}, "
            r"silakan ke Poli Umum\.",
            spoken[1],
        )
        board.screenshot(path=str(tmp_path / "papan.png"), full_page=True)
        for one in (board, room):
            one.set_viewport_size({"width": SIZES["meja"][0], "height": SIZES["meja"][1]})
        picture(board, "queue", "papan-panggilan")
        picture(room, "queue", "poli-panggil")


def test_a_board_without_streams_asks_instead(served: tuple[App, dict[str, str]], browser: Browser) -> None:
    app, told = served
    with visiting(browser, "telepon", app.url, told) as context:
        page = context.new_page()
        page.add_init_script("delete window.EventSource;")
        page.goto(f"{app.url}/papan/")
        expect(page.locator("#sambungan")).to_have_text("Diperbarui tiap 10 detik.")


@pytest.mark.parametrize("width", ["58", "80"])
def test_paper_is_as_wide_as_the_printers_roll(
    served: tuple[App, dict[str, str]], browser: Browser, width: str, tmp_path: Path
) -> None:
    """What Chromium would print: one page of the roll's width, with nothing of the site around the number."""
    app, told = served
    with visiting(browser, "meja", app.url, told) as context:
        page = context.new_page()
        page.goto(f"{app.url}/loket/baru/")
        page.get_by_role("button", name="Beri nomor").click()
        page.get_by_label("Lebar kertas").select_option(width)
        page.emulate_media(media="print")
        assert page.locator("header.kepala").is_hidden()
        assert page.locator(".kertas-nomor").is_visible()
        file = tmp_path / "tiket.pdf"
        page.pdf(path=str(file), prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", file.read_bytes())
        assert len(boxes) == 1
        assert abs(float(boxes[0][0]) * 25.4 / 72 - int(width)) < 1


def test_the_desk_works_through_a_cut_and_catches_up(
    served: tuple[App, dict[str, str]], browser: Browser, tmp_path: Path
) -> None:
    """Numbers, calls, a reload while there is no network; then all of it is on the server, once, in order."""
    app, told = served
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
    served: tuple[App, dict[str, str]], browser: Browser, tmp_path: Path
) -> None:
    """The server gave a number and the desk never heard of it: the paper's counts, the other one is void."""
    app, told = served
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
        page.unroute("**/loket/tindakan/")
        expect(page.locator("#keadaan")).to_have_text("Tersambung.", timeout=20_000)
        number = page.locator("#kertas .kertas-nomor").inner_text()
    known = json.loads(app.python("-c", LISTED.replace('room="B"', 'room="C"')).strip().splitlines()[-1])
    assert known[number][0] == "waiting"
    assert known["C-010"] == ["cancelled", ["issue", "cancel"]]


def test_a_session_that_ended_loses_nothing(served: tuple[App, dict[str, str]], browser: Browser) -> None:
    """The desk goes on, and what it did is sent once somebody has logged in again."""
    app, told = served
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


# ---- hundreds of telephones on one board, in the app's own container

WATCH = """
import json, select, socket, sys, time
count, seconds = int(sys.argv[1]), float(sys.argv[2])
links = []
for _ in range(count):
    link = socket.create_connection(("127.0.0.1", 8080), timeout=30)
    link.sendall(b"GET /papan/aliran/ HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n")
    links.append(link)
told = {link: b"" for link in links}
seen, statuses = {}, {}
poller = select.epoll()
by_fd = {link.fileno(): link for link in links}
for link in links:
    poller.register(link, select.EPOLLIN)
print("ready", flush=True)
end = time.time() + seconds
while time.time() < end:
    for fd, _ in poller.poll(0.2):
        link = by_fd[fd]
        piece = link.recv(65536)
        if not piece:
            poller.unregister(fd)
            continue
        told[link] += piece
        statuses.setdefault(link, told[link][9:12].decode())
        while b"\\n\\n" in told[link]:
            frame, told[link] = told[link].split(b"\\n\\n", 1)
            if b"data: " in frame:
                version = frame.split(b"id: ")[1].split(b"\\n")[0].decode()
                seen.setdefault(version, []).append(time.time())
print(json.dumps({"seen": seen, "ok": sum(one == "200" for one in statuses.values())}))
"""
FIGURES = """
import json, pathlib
found = {}
for one in pathlib.Path("/proc").iterdir():
    if one.name.isdigit():
        words = (one / "cmdline").read_bytes().split(b"\\0")
        if b"opd" in words and b"serve" in words:
            status = dict(line.split(":", 1) for line in (one / "status").read_text().splitlines())
            found[one.name] = {"rss": int(status["VmRSS"].split()[0]), "threads": int(status["Threads"])}
print(json.dumps(found))
"""


def watching(app: App, count: int, seconds: int) -> Iterator[bytes]:
    """So many streams within the app's own container; what they tell comes at the end, as one line."""
    host = app.container.client
    assert host
    argv = ["/usr/bin/python3", "-c", WATCH, str(count), str(seconds)]
    made = host.api.exec_create(app.container.id, argv, stdout=True, stderr=True)
    said: Iterator[bytes] = host.api.exec_start(made["Id"], stream=True)
    assert next(said).strip() == b"ready"
    return said


def figures(app: App) -> dict[str, int]:
    """Of the process that answers: memory in KiB, threads."""
    found = json.loads(app.python("-c", FIGURES).strip().splitlines()[-1])
    return max(found.values(), key=lambda one: one["rss"])


def connections_of(app_image: AppImage, app: App) -> int:
    (network,) = app.container.attrs["NetworkSettings"]["Networks"].values()
    address = network["IPAddress"]
    counted = f"SELECT count(*) FROM pg_stat_activity WHERE client_addr = '{address}'"  # noqa: S608  # an address of ours
    return int(app_image.database.query(counted))


def test_hundreds_of_telephones_watch_one_board(app_image: AppImage, city: Path, tmp_path: Path) -> None:
    with app_image.serving(baked(city), ["prepare"], ["demo"], environment=THREADS) as app:
        idle = figures(app)
        stream = watching(app, WATCHING, 50)
        time.sleep(6)  # each has what is shown
        busy, links = figures(app), connections_of(app_image, app)
        called = float(app.python("-c", CALL).split()[-1])  # another process: noticed within a second
        asked = time.monotonic()
        page = app.python(
            "-c", "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/papan/').status)"
        )
        answered = time.monotonic() - asked
        said = b"".join(stream).decode().strip().splitlines()[-1]
    told = json.loads(said)
    first, last = sorted(told["seen"], key=int)[:1], sorted(told["seen"], key=int)[-1]
    waits = sorted(moment - called for moment in told["seen"][last])
    seen = (waits[0], waits[len(waits) // 2], waits[-1])
    measured = {"idle": idle, "watched": busy, "connections": links, "seen after": seen, "page": answered}
    (tmp_path / "figures.json").write_text(json.dumps(measured))
    assert told["ok"] == WATCHING
    assert len(told["seen"][first[0]]) == WATCHING
    assert len(waits) == WATCHING
    assert links <= 4
    assert page.strip().endswith("200")
    assert idle["rss"] < 90 * 1024
    assert busy["rss"] < 250 * 1024


TAKE = """
import json, threading, time, urllib.request
told = json.loads({told!r})
def ask(path, body=None, headers={{}}):
    headers = {{"Cookie": "sessionid=" + told["all"] + "; csrftoken=" + told.get("csrf", ""), **headers}}
    made = urllib.request.Request("http://127.0.0.1:8080" + path, body, headers)
    with urllib.request.urlopen(made, timeout=60) as answer:
        return json.load(answer)
told["csrf"] = "a" * 32
def take(which):
    import uuid
    action = {{"id": str(uuid.uuid4()), "what": "issue", "room": "G", "at": ""}}
    headers = {{"Content-Type": "application/json", "X-CSRFToken": told["csrf"]}}
    body = json.dumps({{"tindakan": [action]}}).encode()
    began = time.monotonic()
    try:
        barrier.wait()
        found[which] = ask("/loket/tindakan/", body, headers)["jawaban"][0]["number"]
    except Exception as error:
        found[which] = repr(error)
    took[which] = time.monotonic() - began
barrier, found, took = threading.Barrier(200), [None] * 200, [0] * 200
threads = [threading.Thread(target=take, args=(one,)) for one in range(200)]
for one in threads: one.start()
for one in threads: one.join()
print(json.dumps({{"found": found, "slowest": max(took)}}))
"""


def test_two_hundred_who_ask_at_once_get_two_hundred_numbers(
    served: tuple[App, dict[str, str]], tmp_path: Path
) -> None:
    """Over HTTP, all at the same moment: none is left out, none is given twice."""
    app, told = served
    said = json.loads(app.python("-c", TAKE.format(told=json.dumps(told))).strip().splitlines()[-1])
    (tmp_path / "figures.json").write_text(json.dumps(said["slowest"]))
    assert sorted(said["found"]) == [f"G-{count:03d}" for count in range(10, 210)]


def test_streams_end_when_the_server_is_told_to_stop(app_image: AppImage, city: Path) -> None:
    with app_image.serving(baked(city), ["prepare"], environment=THREADS) as app:
        watching(app, 20, 60)
        time.sleep(2)
        app.python("-c", TERMINATE)  # the one that watches over the workers, as Docker would tell it
        app.container.wait(timeout=GRACE_SECONDS - 15)  # whoever does not end is ended after that grace


TERMINATE = """
import os, pathlib, signal
found = []
for one in pathlib.Path("/proc").iterdir():
    if one.name.isdigit():
        words = (one / "cmdline").read_bytes().split(b"\\0")
        if b"opd" in words and b"serve" in words:
            found.append(int(one.name))
os.kill(min(found), signal.SIGTERM)
"""
