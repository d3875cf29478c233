"""Template `complaints`: it passes its tests in the image, its pages serve everybody, nothing is lost."""

from __future__ import annotations

import base64
import http.client
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from playwright.sync_api import Browser, BrowserContext, Page

from infra.home import CHECKOUT
from infra.model import load_city
from infra.scaffold import TEMPLATES
from infra.scaffold.answers import answers
from infra.scaffold.render import render, variables
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

LIBRARY = CHECKOUT / "opd_templates" / "_base"
TESTS = LIBRARY / "tests" / "complaints"
TEMPLATE = TEMPLATES["complaints"]
# A refused form, an address that is not there, and what Chromium says of a header over plain HTTP.
EXPECTED = re.compile(r"status of (404|422)|Cross-Origin-Opener-Policy")
IDLE = 90 * 2**20  # bytes
REPORTS, PER_SECOND = 500, 50
TOKEN = "a" * 32


def baked(city: Path) -> Path:
    """A project of the template. Not by `new`: that wants the ministry's leave, and this city has none."""
    told = answers(
        "diskominfo", load_city(city), {"label": "sqs"}, place="test", variables=variables(TEMPLATE)
    )
    return render(TEMPLATE, told, city)


def test_the_rules_own_tests() -> None:
    ensure_pure_tests_pass(TESTS / "pure")


def test_the_guide_names_what_is_on_the_screen() -> None:
    guide = (TEMPLATE / "{{cookiecutter.opd}}" / "PANDUAN.md").read_text()
    assert len(re.findall("“", guide)) > 20
    places = [LIBRARY / "opd" / one for one in ("complaints", "templates", "views")]
    assert quoted_nowhere(guide, *places) == []
    assert quoted_nowhere((GUIDES / "complaints.md").read_text(), *places) == []
    assert quoted_nowhere(guide.replace("“Selesaikan”", "“Tuntaskan”"), *places) == ["Tuntaskan"]


def test_a_project_passes_its_own_and_the_librarys_tests(app_image: AppImage, city: Path) -> None:
    outcome = app_image.run_tests(baked(city), TESTS, "tests.test_aduan", "tests.complaints")
    assert outcome.passed, outcome.text
    assert outcome.count > 130


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"),
    [
        ("aduan.yaml", "awalan: SQS", "awalan: sqs", r"aduan\.yaml:4:9: awalan: 'sqs' is not a prefix"),
        ("wilayah.yaml", '"12.72.01.1001"', '"12.72"', r"wilayah\.yaml:\d+:\d+: .* is not a code"),
        ("batas-kota.geojson", "Polygon", "Point", r"batas-kota\.geojson: no Polygon"),
    ],
)
def test_a_fault_in_its_data_stops_it_with_the_place(
    app_image: AppImage, city: Path, file: str, right: str, wrong: str, told: str
) -> None:
    project = baked(city)
    path = project / file
    path.write_text(path.read_text().replace(right, wrong, 1))
    outcome = app_image.run_tests(project, None, "tests.test_aduan")
    assert not outcome.passed
    assert re.search(told, outcome.text), outcome.text


# Without the login's form: over plain HTTP a browser keeps no cookie that is for HTTPS.
SESSION = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from opd.models import User
def session(user):
    made = SessionStore()
    made[SESSION_KEY], made[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    made[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    made.save()
    return made.session_key
"""
# Somebody in all roles but the offices', and one of an office.
PREPARE = f"""{SESSION}
from opd import tokens
from opd.complaints import content, nightly
from opd.complaints.models import Complaint, Officer
from django.utils import timezone
from datetime import timedelta
content.demo()
nightly.warn(timezone.now() + timedelta(days=30))
boss = User.objects.create_user("uji", password="Kata-Sandi-Uji-2026", is_staff=True)
boss.groups.set(Group.objects.exclude(name="penghubung"))
one = Complaint.objects.filter(state="ditindaklanjuti").exclude(unit="").exclude(klass="pengawasan").first()
office = User.objects.get(username="penghubung-" + one.unit)
done = Complaint.objects.filter(state="selesai").first()
code = tokens.new()
Complaint.objects.filter(pk=done.pk).update(token=tokens.digest(code), rating=None)
print(session(boss), session(office), one.pk, code)
"""


@pytest.fixture(scope="module")
def served(
    app_image: AppImage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[App, tuple[str, str, str, str]]]:
    from tests.templates.conftest import DATACENTER

    city = tmp_path_factory.mktemp("complaints")
    (city / "datacenter.yaml").write_text(DATACENTER)
    with app_image.serving(baked(city), ["prepare"]) as app:
        boss, office, one, code = app.python("-c", PREPARE).strip().splitlines()[-1].split()
        yield app, (boss, office, one, code)


def cookies(url: str, session: str) -> Any:
    """Of who is logged in. Over plain HTTP a browser keeps none that is for HTTPS, as ours are."""
    told = {"sessionid": session, "csrftoken": TOKEN}
    return [{"name": name, "value": value, "url": url} for name, value in told.items()]


PUBLIC = (
    "/",
    "/lapor/",
    "/lacak/",
    "/laporan/",
    "/laporan/capaian/",
    "/laporan/data/",
    "/data-pribadi/",
    "/tiada/",
)
DESK = (
    "/meja/",
    "/meja/laporan/",
    "/meja/lapor/",
    "/meja/capaian/",
    "/meja/sp4n/",
    "/meja/petugas/",
    "/staf/panduan/",
)


def pages(page: Page, url: str, one: str, code: str) -> Iterator[str]:
    """Every type of page that the coordinator, the public and a reporter see, each shown."""
    for path in (*PUBLIC, *DESK):
        page.goto(url + path)
        yield path
    page.goto(f"{url}/laporan/")
    page.locator("main .kartu a").first.click()
    yield "laporan-satu"
    page.goto(f"{url}/lapor/")
    page.get_by_role("button", name="Kirim laporan").click()
    assert page.get_by_role("heading", name="Ada yang perlu diperbaiki").is_visible()
    yield "galat"
    for state in ("masuk", "disposisi", "ditunda", "selesai"):
        page.goto(f"{url}/meja/laporan/?status={state}")
        page.locator("tbody th a").first.click()
        yield f"satu-{state}"
        here = page.url
        for address in [
            str(link.get_attribute("href")) for link in page.locator("main a[href*='/langkah/']").all()
        ]:
            page.goto(url + address)
            yield f"{state}{address.rsplit('/', 2)[1]}"
        page.goto(here)
    page.get_by_role("link", name="Buka nama").first.click()
    yield "buka"
    page.goto(f"{url}/meja/sp4n/")
    page.get_by_role("link", name="Catat nomor").first.click()
    yield "sp4n-nomor"
    page.goto(f"{url}/lacak/")
    page.get_by_label("Kode pelacakan").fill(code)
    page.get_by_role("button", name="Lacak").click()
    yield "lacak-laporan"
    for name in ("Buka lagi", "Nilai penanganan"):
        page.goto(f"{url}/lacak/laporan/")
        page.get_by_role("link", name=name).click()
        yield name


def office_pages(page: Page, url: str, one: str) -> Iterator[str]:
    for path in (
        "/meja/",
        "/meja/laporan/",
        f"/meja/laporan/{one}/",
        f"/meja/laporan/{one}/langkah/selesaikan/",
    ):
        page.goto(url + path)
        yield f"unit{path.replace(one, 'satu')}"


@pytest.mark.parametrize("size", SIZES)
def test_every_type_of_page_is_light_and_accessible(
    served: tuple[App, tuple[str, str, str, str]], browser: Browser, size: str, tmp_path: Path
) -> None:
    """The pictures are those of the staff's guide."""
    app, (boss, office, one, code) = served
    width, height = SIZES[size]
    seen: list[str] = []
    for session in (boss, office):
        with browser.new_context(viewport={"width": width, "height": height}, locale="id-ID") as context:
            context.add_cookies(cookies(app.url, session))
            page = context.new_page()
            errors: list[str] = []
            requests = loaded_by(page)
            page.on(
                "console",
                lambda told, errors=errors: errors.append(told.text) if told.type == "error" else None,
            )
            shown = pages(page, app.url, one, code) if session == boss else office_pages(page, app.url, one)
            for name in shown:
                seen.append(name)
                assert page.locator("h1").count() == 1, name
                ensure_accessible(page, name, width)
                shot = f"{size}-{len(seen):02d}-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}"
                page.screenshot(path=str(tmp_path / f"{shot}.png"), full_page=True)
            assert [error for error in errors if not EXPECTED.search(error)] == []
            assert [request.url for request in requests if not request.url.startswith(app.url)] == []
    assert {
        "satu-masuk",
        "masukteruskan",
        "disposisialihkan",
        "lacak-laporan",
        "buka",
        "Nilai penanganan",
    } <= set(seen)
    assert len(seen) > 35


def test_no_page_weighs_more_than_a_phone_can_bear(
    served: tuple[App, tuple[str, str, str, str]], browser: Browser
) -> None:
    """Each opened with an empty cache: what a first visit loads."""
    app, (boss, _, one, _) = served
    for path in (*PUBLIC[:-1], *DESK, f"/meja/laporan/{one}/", "/masuk/"):
        with browser.new_context() as context:
            context.add_cookies(cookies(app.url, boss))
            page = context.new_page()
            requests = loaded_by(page)
            page.goto(app.url + path)
            bytes_loaded = weight(requests)
            assert 1_000 < bytes_loaded <= LARGEST, f"{path}: {bytes_loaded} bytes"


def fill(page: Page, photo: Path) -> None:
    page.get_by_label("Kategori").select_option("jalan/berlubang")
    page.get_by_label("Apa yang terjadi?").fill("Lubang besar di tengah jalan, membahayakan pengendara.")
    page.get_by_label("Foto").set_input_files([photo, photo])
    page.get_by_label("Kelurahan").select_option("12.72.01.1002")
    page.get_by_label("Nama").fill("Siti Rekaan")
    page.get_by_label("Nomor seluler").fill("0812-3456-7890")
    page.get_by_label("Saya sudah membaca").check()


# Of those whom `demo` makes, one in each role that has a turn.
TURNS = f"""{SESSION}
names = "koordinator", "penghubung-putr", "loket", "pimpinan"
print(*(session(User.objects.get(username=name)) for name in names))
"""


def test_a_report_goes_its_way_without_javascript_and_every_role_has_its_turn(
    served: tuple[App, tuple[str, str, str, str]], browser: Browser, tmp_path: Path
) -> None:
    """The pictures of ``docs/panduan/complaints.md`` are made here."""
    app, (boss, *_) = served
    photo = tmp_path / "foto.png"
    turns = app.python("-c", TURNS).strip().splitlines()[-1].split()
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        context.add_cookies(cookies(app.url, boss))
        page = context.new_page()
        page.goto(f"{app.url}/lapor/")
        page.screenshot(path=str(photo))
        fill(page, photo)
        page.get_by_label("Apa yang terjadi?").scroll_into_view_if_needed()
        picture(page, "complaints", "pelapor-lapor")
        press(page, "Kirim laporan", "Laporan diterima")
        page.locator(".kode").scroll_into_view_if_needed()
        picture(page, "complaints", "pelapor-diterima")
        token = page.locator(".kode").inner_text()
        code = page.locator(".ringkasan strong").first.inner_text()
        page.get_by_role("link", name="Lacak laporan").click()
        page.get_by_label("Kode pelacakan").fill(token)
        press(page, "Lacak", "Masuk")
        assert page.locator("main figure").count() == 2
        assert token not in page.url
        handled(context, page, app.url, code, turns, photo)
        context.add_cookies(cookies(app.url, boss))
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{app.url}/lacak/laporan/")
        assert page.get_by_role("heading", name="Selesai ditangani").first.is_visible()
        picture(page, "complaints", "pelapor-selesai")


def press(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()  # an address may be there before its page
    assert page.get_by_role("heading", name=heading).first.is_visible()


def handled(context: BrowserContext, page: Page, url: str, code: str, turns: list[str], photo: Path) -> None:
    """By the coordinator and the office; the desk and the leader look on."""
    coordinator, office, desk, leader = turns
    width, height = SIZES["meja"]
    page.set_viewport_size({"width": width, "height": height})
    context.add_cookies(cookies(url, coordinator))
    page.goto(f"{url}/meja/")
    picture(page, "complaints", "koordinator-meja")
    step(page, url, code, "masuk", "Verifikasi dan teruskan")
    page.get_by_label("Klasifikasi").scroll_into_view_if_needed()
    picture(page, "complaints", "koordinator-teruskan")
    press(page, "Verifikasi dan teruskan", code)
    context.add_cookies(cookies(url, office))
    step(page, url, code, "disposisi", "Mulai tindak lanjut")
    press(page, "Mulai tindak lanjut", code)
    picture(page, "complaints", "penghubung-laporan")
    step(page, url, code, "ditindaklanjuti", "Selesaikan")
    page.get_by_label("Jawaban untuk pelapor").fill("Lubang sudah ditambal. Terima kasih atas laporannya.")
    page.get_by_label("Foto sesudah").set_input_files(photo)
    picture(page, "complaints", "penghubung-selesaikan")
    press(page, "Selesaikan", code)
    context.add_cookies(cookies(url, desk))
    page.goto(f"{url}/meja/lapor/")
    assert page.get_by_role("button", name="Simpan laporan").is_visible()
    picture(page, "complaints", "loket-catat")
    context.add_cookies(cookies(url, leader))
    page.goto(f"{url}/meja/capaian/")
    assert page.get_by_role("table").first.is_visible()
    picture(page, "complaints", "pimpinan-capaian")


def step(page: Page, url: str, code: str, state: str, move: str) -> None:
    page.goto(f"{url}/meja/laporan/?status={state}")
    page.get_by_role("link", name=code).click()
    page.get_by_role("link", name=move).click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", name=move).is_visible()


def test_on_a_bad_line_what_was_written_stays_and_pictures_shrink(
    served: tuple[App, tuple[str, str, str, str]], browser: Browser, tmp_path: Path
) -> None:
    app, (boss, *_) = served
    with browser.new_context(viewport={"width": 2000, "height": 2400}, locale="id-ID") as context:
        context.add_cookies(cookies(app.url, boss))
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": 2.96, "longitude": 99.06})
        page = context.new_page()
        page.goto(f"{app.url}/lapor/")
        picture = tmp_path / "besar.png"
        page.screenshot(path=str(picture))
        fill(page, picture)
        name = "document.querySelector('[name=foto]').files[0].name"
        deadline = time.monotonic() + 30
        while page.evaluate(name) != "foto.jpg":
            assert time.monotonic() < deadline
            page.wait_for_timeout(100)
        made = page.evaluate(
            "createImageBitmap(document.querySelector('[name=foto]').files[0])"
            ".then((one) => [one.width, one.height])"
        )
        assert max(made) <= 1600
        context.set_offline(True)
        page.get_by_role("button", name="Kirim laporan").click()
        assert "Tidak ada jaringan" in page.locator("#kabar-kirim").inner_text()
        context.set_offline(False)
        page.reload()
        assert page.get_by_label("Apa yang terjadi?").input_value().startswith("Lubang besar")
        assert page.get_by_label("Nama").input_value() == ""
        page.get_by_label("Nama").fill("Siti Rekaan")
        page.get_by_label("Nomor seluler").fill("0812-3456-7890")
        page.get_by_label("Saya sudah membaca").check()
        page.get_by_role("button", name="Kirim laporan").click()
        assert page.get_by_role("heading", name="Laporan diterima").is_visible()
        page.goto(f"{app.url}/lapor/")
        assert page.get_by_label("Apa yang terjadi?").input_value() == ""


KEYS = """
import os, sys, uuid; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from django.core import signing
from opd import once
for _ in range(int(sys.argv[1])):
    one = uuid.uuid4()
    print(one, signing.dumps(str(one), salt=once.KEY))
"""
KEPT = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from opd import audit
from opd.complaints.models import Complaint
assert audit.broken() is None
for one in Complaint.objects.order_by("code"):
    assert one.text and one.reporter.phone
    print(one.pk, one.code)
"""

KEPT_PHOTOS = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from opd.complaints.models import Photo
print(sum(bool(one.file.open().read(3)) for one in Photo.objects.all()))
"""


def send(url: str, number: int, key: str) -> tuple[int, float]:
    """One report of one citizen: the answer's code, and how long it took."""
    fields = {
        "kategori": "jalan/berlubang",
        "uraian": f"Jalan berlubang nomor {number} di dekat simpang misal.",
        "kelurahan": "12.72.01.1002",
        "nama": f"Warga Rekaan {number}",
        "telepon": f"0812{number:08d}",
        "setuju": "on",
        "_kunci": key,
        "csrfmiddlewaretoken": TOKEN,
    }
    host = url.removeprefix("http://")
    client = http.client.HTTPConnection(host, timeout=60)
    began = time.monotonic()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={TOKEN}",
        "X-Forwarded-For": f"10.1.{number // 250}.{number % 250 + 1}",
    }
    try:
        client.request("POST", "/lapor/", urllib.parse.urlencode(fields), headers)
        return client.getresponse().status, time.monotonic() - began
    finally:
        client.close()


def test_fifty_reports_a_second_lose_none(
    app_image: AppImage, city: Path, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hundred a day are the fact. Each that was answered is there, once, with a code of an unbroken row."""
    with app_image.serving(baked(city), ["prepare"]) as app:
        keys = [line.split() for line in app.python("-c", KEYS, str(REPORTS)).strip().splitlines()]
        began = time.monotonic()

        def at_its_time(number: int) -> tuple[int, float]:
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            return send(app.url, number, keys[number][1])

        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(at_its_time, range(REPORTS)))
        seconds = time.monotonic() - began
        kept = [line.split() for line in app.python("-c", KEPT).strip().splitlines()]
        used = app.container.stats(stream=False)["memory_stats"]
    assert [code for code, _ in answers] == [302] * REPORTS
    assert {key for key, _ in kept} == {key for key, _ in keys}
    assert [int(code[-6:]) for _, code in kept] == list(range(1, REPORTS + 1))
    waits = sorted(wait for _, wait in answers)
    told = {
        "a second": round(REPORTS / seconds, 1),
        "median ms": round(1000 * waits[REPORTS // 2]),
        "p95 ms": round(1000 * waits[REPORTS * 95 // 100]),
        "slowest ms": round(1000 * waits[-1]),
        "MiB": (used["usage"] - used["stats"].get("inactive_file", 0)) // 2**20,
    }
    for name, value in told.items():
        record_property(name, value)
    with capsys.disabled():
        print(f"\n{REPORTS} reports: {told}")  # noqa: T201  # a measurement is for people


# As a phone makes them: 12 megapixels that do not shrink well.
PHOTO = """
import base64, io, os
from PIL import Image
into = io.BytesIO()
Image.frombytes("RGB", (400, 300), os.urandom(360000)).resize((4000, 3000)).save(into, "JPEG", quality=80)
print(base64.b64encode(into.getvalue()).decode())
"""


def test_photos_of_many_phones_at_once_fit_into_its_memory(app_image: AppImage, city: Path) -> None:
    """Each phone sends three, unshrunk, within the memory that `part.yaml` gives; nobody is turned away."""
    limit = yaml.safe_load((TEMPLATE / "part.yaml").read_text())["memory"].lower()
    with app_image.serving(baked(city), ["prepare"]) as app:
        photo = base64.b64decode(app.python("-c", PHOTO))
        app.container.update(mem_limit=limit, memswap_limit=limit)
        parts = [("foto", (f"{number}.jpg", photo, "image/jpeg")) for number in range(3)]
        fields = {
            "kategori": "jalan/berlubang",
            "uraian": "Jalan berlubang di dekat simpang misal.",
            "kelurahan": "12.72.01.1002",
            "anonim": "on",
            "setuju": "on",
            "csrfmiddlewaretoken": TOKEN,
        }

        def post(number: int) -> int:
            headers = {"Cookie": f"csrftoken={TOKEN}", "X-Forwarded-For": f"10.3.0.{number + 1}"}
            told = {"data": fields, "files": parts, "headers": headers}
            return requests.post(f"{app.url}/lapor/", allow_redirects=False, timeout=120, **told).status_code

        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(post, range(8)))
        kept = app.python("-c", KEPT_PHOTOS).strip()
    assert (len(photo) > 10**6, codes, kept) == (True, [302] * 8, "24")


def test_who_only_looks_costs_little_memory(app_image: AppImage, city: Path) -> None:
    with app_image.serving(baked(city), ["prepare"]) as app:
        for path in ("/", "/lapor/", "/lacak/", "/laporan/", "/laporan/capaian/"):
            with urllib.request.urlopen(app.url + path) as answer:  # noqa: S310  # our own container
                answer.read()
        used = app.container.stats(stream=False)["memory_stats"]
    assert used["usage"] - used["stats"].get("inactive_file", 0) < IDLE
