"""Template `service`: each example schema passes its tests in the image, and its pages serve everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.home import CHECKOUT
from infra.scaffold import TEMPLATES, new
from tests.support.app_image import App, AppImage
from tests.support.declared import declared
from tests.support.pages import (
    LARGEST,
    SIZES,
    click_through,
    ensure_pure_tests_pass,
    first_visit,
    judged,
    opened,
    quoted_nowhere,
)
from tests.support.visitors import SESSION, cookies

TESTS = CHECKOUT / "opd_templates" / "_base" / "tests" / "service"
EXAMPLES = ("izin", "parkir", "pelatihan")
SCHEMAS = ("minimal", *EXAMPLES)


def baked(city: Path, example: str) -> Path:
    """A project of the template with one of the example schemas."""
    return new("service", "dinsosp3a", city, {"schema": example}).paths[1]


def test_the_schemas_own_tests() -> None:
    ensure_pure_tests_pass(TESTS / "pure")


def test_the_guide_names_what_is_on_the_screen() -> None:
    guide = (TEMPLATES["service"] / "{{cookiecutter.opd}}" / "PANDUAN.md").read_text()
    library = TESTS.parents[1] / "opd"
    places = (library / "service", library / "templates", library / "views", TEMPLATES["service"])
    assert quoted_nowhere(guide, *places) == []
    assert quoted_nowhere(guide.replace("“Ubah data”", "“Sunting data”"), *places) == ["Sunting data"]


def test_a_minimal_project_passes_its_own_tests(app_image: AppImage, city: Path) -> None:
    outcome = app_image.run_tests(baked(city, "minimal"))
    assert outcome.passed, outcome.text


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_passes_its_own_and_the_librarys_tests(
    app_image: AppImage, city: Path, example: str
) -> None:
    outcome = app_image.run_tests(
        baked(city, example), TESTS, "tests.test_layanan", f"tests.service.{example}"
    )
    assert outcome.passed, outcome.text
    assert outcome.count > 8


# Somebody in all roles.
PREPARE = f"""{SESSION}
from opd.service import content, letters
from opd.service.models import Record, Signer
content.demo()
made = set()  # one letter of each kind: others are still to be made
for record in Record.objects.all():
    for code, letter in content.current.kind(record.kind).surat.items():
        if record.state in letter.saat and code not in made:
            if not record.letters.filter(code=code).exists():
                letters.make(record, code, Signer.objects.first(), "uji")
            made.add(code)
user = User.objects.create_user("uji", password="Kata-Sandi-Uji-2026", is_staff=True)
user.groups.set(Group.objects.all())
print(session(user))
"""


@pytest.fixture(scope="module", params=SCHEMAS)
def served(
    request: pytest.FixtureRequest, app_image: AppImage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, App, str]]:
    city = declared(tmp_path_factory.mktemp(request.param))
    with app_image.serving(baked(city, request.param), ["prepare"]) as app:
        yield request.param, app, app.python("-c", PREPARE).strip().splitlines()[-1]


# The kind of which a record is shown.
SHOWN = {"minimal": "layanan", "izin": "izin", "parkir": "setoran", "pelatihan": "pendaftaran"}
STEPS = ("/langkah/", "/surat/", "/batal/", "/buka/", "/balik/", "/ubah/", "/hapus/")


def pages(example: str, page: Page, url: str) -> Iterator[str]:
    """Every type of page, each shown."""
    kind = SHOWN[example]
    paths = ["/", "/lacak/", "/data-pribadi/", "/sandi/", "/api/", "/tidak-ada/"]
    paths += ["/meja/", "/meja/token/", "/meja/penanda-tangan/", f"/meja/{kind}/", f"/meja/{kind}/baru/"]
    if example != "parkir":
        paths.append(f"/permohonan/{kind}/")
    for path in paths:
        page.goto(url + path)
        yield path
    seen: set[str] = set()
    for state in page_links(page, f"{url}/meja/", "?status="):
        page.goto(url + state)
        if not page.locator("tbody th a").count():
            continue
        click_through(page, page.locator("tbody th a").first)
        record = page.url
        if "berkas" not in seen:
            seen.add("berkas")
            yield "berkas"
        for step in STEPS:
            address = "/batal/" if step != "/batal/" else "/pdf/"
            link = page.locator(f"main a[href*='{step}']:not([href$='/pdf/'], [href$='{address}'])").first
            if step not in seen and link.count():
                seen.add(step)
                click_through(page, link)
                yield step
                page.goto(record)
    if example != "parkir":
        page.goto(f"{url}/permohonan/{kind}/")
        page.get_by_role("button", name="Kirim permohonan").click()
        expect(page.get_by_role("heading", name="Ada yang perlu diperbaiki")).to_be_visible()
        yield "galat"


def page_links(page: Page, address: str, part: str) -> list[str]:
    page.goto(address)
    return [str(link.get_attribute("href")) for link in page.locator(f"main a[href*='{part}']").all()]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("served", ["minimal"], indirect=True)
def test_who_is_not_logged_in_is_asked_to(
    served: tuple[str, App, str], browser: Browser, size: str, tmp_path: Path
) -> None:
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        page.goto(f"{served[1].url}/meja/")
        expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
        judged(page, "masuk", width, tmp_path / f"masuk-{size}.png")


@pytest.mark.parametrize("size", SIZES)
def test_every_type_of_page_is_light_and_accessible(
    served: tuple[str, App, str], browser: Browser, size: str, tmp_path: Path
) -> None:
    example, app, key = served
    seen = []
    with opened(browser, app.url, size) as (context, page):
        context.add_cookies(cookies(app.url, key))
        for name in pages(example, page, app.url):
            seen.append(name)
            shot = f"{example}-{size}-{len(seen):02d}-{re.sub('[^a-z]+', '-', name).strip('-')}"
            judged(page, name, SIZES[size][0], tmp_path / f"{shot}.png")
    assert {"berkas", "/langkah/"} <= set(seen)
    assert len(seen) > 12


def test_no_page_weighs_more_than_a_phone_can_bear(served: tuple[str, App, str], browser: Browser) -> None:
    example, app, key = served
    kind = SHOWN[example]
    paths = ["/", "/lacak/", "/masuk/", "/api/", "/meja/", f"/meja/{kind}/", f"/meja/{kind}/baru/"]
    if example != "parkir":
        paths.append(f"/permohonan/{kind}/")
    for path in paths:
        bytes_loaded = first_visit(browser, app.url + path, cookies(app.url, key))
        assert 1_000 < bytes_loaded <= LARGEST, f"{path}: {bytes_loaded} bytes"


def fill(page: Page, picture: Path) -> None:
    """The form of `izin`, with the keyboard's help alone."""
    for label, text in {
        "Nama pemohon": "Siti Rekaan",
        "NIK": "9999990109904321",
        "Nomor telepon seluler": "0812-3456-7890",
        "Alamat pemohon": "Jalan Contoh No. 5",
        "Nama usaha": "Warung Peramban",
        "Nomor Induk Berusaha (NIB)": "9120001234567",
        "Luas bidang": "12,5",
        "Mulai dipasang": "2031-01-31",
        "Alamat atau patokan": "Simpang Contoh",
    }.items():
        page.get_by_label(label).first.fill(text)
    page.get_by_label("Papan atau billboard").check()
    page.get_by_label("Foto atau pindaian KTP").set_input_files(picture)
    page.get_by_label("Foto lokasi").set_input_files(picture)
    page.get_by_label("Saya sudah membaca").check()
    page.get_by_role("button", name="Kirim permohonan").click()


@pytest.mark.parametrize("served", ["izin"], indirect=True)
def test_a_citizen_hands_in_and_tracks_without_javascript(
    served: tuple[str, App, str], browser: Browser, tmp_path: Path
) -> None:
    _, app, key = served
    picture = tmp_path / "foto.png"
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        context.add_cookies(cookies(app.url, key))
        page = context.new_page()
        page.goto(f"{app.url}/permohonan/izin/")
        page.screenshot(path=str(picture))
        fill(page, picture)
        expect(page.get_by_role("heading", name="Tanda terima")).to_be_visible()
        page.screenshot(path=str(tmp_path / "tanda-terima.png"), full_page=True)
        code = page.locator(".kode").inner_text()
        page.get_by_role("link", name="Lacak permohonan").click()
        page.get_by_label("Kode pelacakan").fill(code)
        page.get_by_role("button", name="Lacak").click()
        expect(page.get_by_role("heading", name="Diajukan")).to_be_visible()
        assert code not in page.url
        page.screenshot(path=str(tmp_path / "status.png"), full_page=True)
