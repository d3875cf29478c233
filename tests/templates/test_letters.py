"""Template `letters`: it passes its tests in the image, and its pages serve everybody."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from infra.home import CHECKOUT
from infra.scaffold import TEMPLATES, new
from tests.support.app_image import App, AppImage
from tests.support.browser import FLAGS
from tests.support.guide import GUIDES, picture
from tests.support.packages import need_program
from tests.support.pages import (
    LARGEST,
    SIZES,
    ensure_accessible,
    ensure_pure_tests_pass,
    loaded_by,
    quoted_nowhere,
    weight,
)

TESTS = CHECKOUT / "opd_templates" / "_base" / "tests" / "letters"
# A refused form, an address that is not there, and what Chromium says of a header over plain HTTP.
EXPECTED = re.compile(r"status of (404|409|422)|Cross-Origin-Opener-Policy")
MOST_MEMORY = 90 * 2**20
ROLES = ("operator", "lurah", "rt", "rw", "camat", "admin kota")


def baked(city: Path) -> Path:
    return new("letters", "kel-setia-negara", city).paths[1]


def test_the_pure_tests() -> None:
    ensure_pure_tests_pass(TESTS / "pure")


def test_the_guide_names_what_is_on_the_screen_and_every_role() -> None:
    guide = (TEMPLATES["letters"] / "{{cookiecutter.opd}}" / "PANDUAN.md").read_text()
    library = TESTS.parents[1] / "opd"
    places = [library / one for one in ("letters", "templates", "views", "apps.py")]
    assert quoted_nowhere(guide, *places) == []
    assert quoted_nowhere((GUIDES / "letters.md").read_text(), *places) == []
    assert quoted_nowhere(guide.replace("“Mulai memeriksa”", "“Sunting data”"), *places) == ["Sunting data"]
    roles = (
        "warga",
        "operator",
        "kasi",
        "lurah",
        "sekretaris",
        "rt",
        "rw",
        "camat",
        "admin kota",
        "pengelola",
    )
    titles = " ".join(re.findall(r"^## (.+)$", guide, re.MULTILINE)).lower()
    assert [role for role in roles if not re.search(rf"\b{role}\b", titles)] == []


def test_it_passes_its_own_and_the_librarys_tests(app_image: AppImage, city: Path) -> None:
    outcome = app_image.run_tests(baked(city), TESTS, "tests.test_surat", "tests.letters")
    assert outcome.passed, outcome.text
    assert outcome.count > 80


@pytest.mark.parametrize(
    ("file", "old", "new_text", "told"),
    [
        ("jenis/usaha.yaml", "sla_menit: 20", "sla_menit: dua puluh", "jenis/usaha.yaml:9:12: sla_menit"),
        ("layanan.yaml", "senin: 08.00-15.00", "senin: pagi", "layanan.yaml:6:10: jam.senin"),
    ],
)
def test_an_app_whose_files_have_faults_does_not_start(
    app_image: AppImage, city: Path, file: str, old: str, new_text: str, told: str
) -> None:
    source = baked(city)
    for name, before, after in (("jenis/domisili.yaml", "qr: true", "qr: ya"), (file, old, new_text)):
        text = (source / name).read_text()
        assert before in text
        (source / name).write_text(text.replace(before, after))
    outcome = app_image.run_tests(source)
    assert not outcome.passed
    assert told in outcome.text
    assert "jenis/domisili.yaml:7:5: qr: 'ya' is neither true nor false" in outcome.text


# Sessions by role, without the login's form: over plain HTTP a browser keeps no cookie that is for HTTPS.
PREPARE = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import json, django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from opd import tokens
from opd.models import User
from opd.letters import applications, content, current, signing
from opd.letters.content import filled
from opd.letters.models import Application, Letter, Official
content.demo()
User.objects.create_user("admin-kota", is_staff=True).groups.add(Group.objects.get(name="admin kota"))
def made(slug, number, *steps):
    kind = current.kind(slug)
    one, token = applications.draft(kind, "utama", filled(kind, number), "web", None, "uji")
    one = applications.submit(one, "publik")
    for role, step in steps:
        one = applications.move(one, step, role, {role}, reason="Mohon lampirkan KTP yang jelas.")
    return one, token
check = (("operator", "periksa"), ("operator", "lengkap"))
waiting, _ = made("usaha", 101, *check)
incomplete, token = made("usaha", 102, ("operator", "periksa"), ("operator", "kembalikan"))
specific, _ = made("tidak_mampu", 103)
routed, _ = made("domisili", 104)
event, _ = made("izin_keramaian", 105, ("rt", "rt_setuju"), ("rw", "rw_setuju"), *check)
lurah = Official.objects.get(position="lurah")
signing.sign(event, lurah, "lurah", {"lurah"}, "F4")
ready = signing.sign(made("usaha", 106, *check)[0], lurah, "lurah", {"lurah"}, "A4")
void = signing.sign(made("usaha", 107, *check)[0], lurah, "lurah", {"lurah"}, "A4")
applications.move(void.application, "cabut", "lurah", {"lurah"}, reason="Salah data pemohon")
def session(name):
    user = User.objects.get(username=name)
    kept = SessionStore()
    kept[SESSION_KEY], kept[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    kept[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    kept.save()
    return kept.session_key
print(json.dumps({
    "sessions": {role: session(role.replace(" ", "-")) for role in %r},
    "waiting": str(waiting.pk), "specific": str(specific.pk),
    "routed": str(routed.pk), "event": str(event.pk),
    "ready": str(ready.application_id), "token": token, "letter": ready.token, "letter_pk": ready.pk,
    "void": void.token,
}))
"""


@pytest.fixture(scope="module")
def served(
    app_image: AppImage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[App, dict[str, Any]]]:
    from tests.templates.conftest import DATACENTER

    city = tmp_path_factory.mktemp("kota")
    (city / "datacenter.yaml").write_text(DATACENTER)
    with app_image.serving(baked(city), ["prepare"]) as app:
        yield app, json.loads(app.python("-c", PREPARE % (ROLES,)).strip().splitlines()[-1])


def known_as(context: BrowserContext, url: str, told: dict[str, Any], role: str = "") -> None:
    """Log in. Over plain HTTP a browser keeps no cookie that is for HTTPS, as ours are."""
    context.clear_cookies()
    kept = {"sessionid": told["sessions"][role]} if role else {}
    context.add_cookies(
        [
            {"name": name, "value": value, "url": url}
            for name, value in {**kept, "csrftoken": "a" * 32}.items()
        ]
    )


def pages(told: dict[str, Any]) -> dict[str, list[str]]:
    """Addresses by who opens them (empty: a citizen): every type of page."""
    at = "/meja/permohonan"
    keys = ("waiting", "specific", "routed", "event", "ready")
    waiting, specific, routed, event, ready = (f"{at}/{told[name]}" for name in keys)
    return {
        "": ["/", "/surat/tidak_mampu/", "/surat/pengantar_nikah/", "/lacak/", "/v/",
             f"/v/{told['letter']}/", f"/v/{told['void']}/", "/v/tidak-ada/", "/data-pribadi/", "/masuk/"],
        "operator": ["/meja/", f"{at}/", f"{waiting}/", f"{specific}/", f"{specific}/buka/", f"{ready}/",
                     f"{specific}/langkah/periksa/", f"{ready}/langkah/serahkan/", "/meja/baru/usaha/",
                     "/meja/register/", "/staf/panduan/"],
        "lurah": ["/meja/", f"{waiting}/tanda-tangan/", f"{ready}/langkah/cabut/", "/meja/pejabat/"],
        "rt": ["/meja/", f"{routed}/", f"{routed}/langkah/rt_kembalikan/"],
        "camat": ["/meja/", f"{event}/"],
        "admin kota": ["/meja/penempatan/", "/meja/kota/", "/meja/pejabat/"],
    }  # fmt: skip


def judged(page: Page, name: str, width: int, shot: Path) -> None:
    ensure_accessible(page, name, width)
    page.screenshot(path=str(shot), full_page=True)


@contextmanager
def opened(browser: Browser, app: App, size: str) -> Iterator[tuple[BrowserContext, Page]]:
    """A page of that size. All it loads is the app's own, and nothing in it fails."""
    width, height = SIZES[size]
    errors: list[str] = []
    with browser.new_context(viewport={"width": width, "height": height}, locale="id-ID") as context:
        page = context.new_page()
        requests = loaded_by(page)
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        yield context, page
    assert [error for error in errors if not EXPECTED.search(error)] == []
    assert [one.url for one in requests if not one.url.startswith(app.url)] == []


@pytest.mark.parametrize("size", SIZES)
def test_every_type_of_page_is_light_and_accessible(
    served: tuple[App, dict[str, Any]], browser: Browser, size: str, tmp_path: Path
) -> None:
    app, told = served
    width = SIZES[size][0]
    with opened(browser, app, size) as (context, page):
        for role, paths in pages(told).items():
            known_as(context, app.url, told, role)
            for number, path in enumerate(paths):
                page.goto(app.url + path)
                shot = tmp_path / f"{size}-{role or 'warga'}-{number:02d}.png"
                judged(page, f"{role} {path}", width, shot)
        known_as(context, app.url, told, "operator")
        for name in at_the_counter(page, app.url, tmp_path / "ktp.jpg", NIKS[size]):
            judged(page, name, width, tmp_path / f"{size}-{name}.png")


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_a_request_are_accessible_to_whoever_made_it(
    served: tuple[App, dict[str, Any]], browser: Browser, size: str, tmp_path: Path
) -> None:
    app, told = served
    seen = []
    with opened(browser, app, size) as (context, page):
        known_as(context, app.url, with_guest(app, told), "warga")
        for name in way_of_a_request(page, app.url, told["token"], tmp_path / "ktp.jpg"):
            judged(page, name, SIZES[size][0], tmp_path / f"{size}-{name}.png")
            seen.append(name)
    assert len(seen) == len(set(seen)) == 11


def test_no_page_weighs_more_than_a_phone_can_bear(
    served: tuple[App, dict[str, Any]], browser: Browser
) -> None:
    """Each opened with an empty cache: what a first visit loads."""
    app, told = served
    weights = {}
    for role, paths in pages(told).items():
        for path in paths:
            with browser.new_context() as context:
                known_as(context, app.url, told, role)
                page = context.new_page()
                requests = loaded_by(page)
                page.goto(app.url + path)
                weights[f"{role} {path}"] = weight(requests)
    assert min(weights.values()) > 1_000
    assert max(weights.values()) <= LARGEST, weights


# Answers of nobody: no region has the number 99.
PERSON = {
    "Nama lengkap": "Siti Rekaan",
    "NIK": "9999990109904321",
    "Nomor Kartu Keluarga": "9999990109904399",
    "Alamat": "Jalan Contoh No. 5",
    "RT": "1",
    "RW": "1",
    "Nomor telepon seluler": "0812-3456-7890",
}
KEPT = "Surat Pengantar Izin Keramaian"
"""The heading of a request for it, followed by its day and number in the queue."""
NIKS = {"telepon": "9999990109900001", "meja": "9999990109900002"}
GUEST = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from django.contrib.sessions.backends.db import SessionStore
kept = SessionStore(); kept["uji"] = 1; kept.save(); print(kept.session_key)
"""


def with_guest(app: App, told: dict[str, Any]) -> dict[str, Any]:
    """With a session of a citizen, who does not log in."""
    guest = app.python("-c", GUEST).strip().splitlines()[-1]
    return {**told, "sessions": {**told["sessions"], "warga": guest}}


def fill(page: Page, paper: Path, **answers: str) -> None:
    """All that a form asks for. ``paper`` becomes a picture of the form, and is each of its attachments."""
    page.screenshot(path=str(paper), type="jpeg")
    for label, text in {**PERSON, **answers}.items():
        page.get_by_label(label, exact=True).fill(text)
    for file in page.locator("input[type=file]").all():
        file.set_input_files(paper)
    page.get_by_label("sudah membaca pemberitahuan").check()


def press(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button).click()
    come_to(page, heading)


def follow(page: Page, link: str, heading: str) -> None:
    page.get_by_role("link", name=link).first.click()
    come_to(page, heading)


def come_to(page: Page, heading: str) -> None:
    page.wait_for_load_state()  # an address may be there before its page
    assert page.get_by_role("heading", name=heading).first.is_visible()


def track(page: Page, url: str, code: str, heading: str) -> None:
    page.goto(f"{url}/lacak/")
    page.get_by_label("Kode").fill(code)
    press(page, "Lacak", heading)
    assert code not in page.url


def at_the_counter(page: Page, url: str, paper: Path, nik: str) -> Iterator[str]:
    """A clerk's pages for somebody who came, by their names."""
    page.goto(f"{url}/meja/baru/pengantar_skck/")
    press(page, "Simpan dan beri nomor antre", "Ada yang perlu diperbaiki")
    yield "loket-galat"
    fill(page, paper, NIK=nik, Keperluan="Melamar kerja")
    press(page, "Simpan dan beri nomor antre", "Kode pelacakan untuk pemohon")
    yield "loket-tanda-terima"


def way_of_a_request(page: Page, url: str, returned: str, paper: Path) -> Iterator[str]:
    """The pages that only one's own request leads to. ``returned``: the code of one that is incomplete."""
    page.goto(f"{url}/surat/pengantar_skck/")
    press(page, "Lanjut: periksa lagi", "Ada yang perlu diperbaiki")
    yield "galat"
    fill(page, paper, Keperluan="Melamar kerja")
    press(page, "Lanjut: periksa lagi", "Periksa sebelum mengirim")
    yield "tinjau"
    follow(page, "Ubah", "Ubah: Surat Pengantar SKCK")
    yield "ubah"
    press(page, "Simpan", "Periksa sebelum mengirim")
    press(page, "Kirim permohonan", "Tanda terima")
    yield "tanda-terima"
    code = page.locator(".kode").inner_text()
    track(page, url, f"{code}X", "Ada yang perlu diperbaiki")
    yield "kode-salah"
    track(page, url, code, "Diajukan")
    yield "status"
    follow(page, "Batalkan permohonan", "Batalkan permohonan")
    yield "batalkan"
    press(page, "Batalkan permohonan", "Dibatalkan")
    yield "dibatalkan"
    track(page, url, returned, "Belum lengkap")
    yield "belum-lengkap"
    follow(page, "Lengkapi permohonan", "Yang perlu dilengkapi")
    yield "lengkapi"
    page.get_by_label("Nama lengkap").fill("")
    press(page, "Kirim lagi", "Ada yang perlu diperbaiki")
    yield "lengkapi-galat"


def test_a_request_goes_its_way_without_javascript_and_every_role_has_its_turn(
    served: tuple[App, dict[str, Any]], browser: Browser, tmp_path: Path
) -> None:
    """The pictures of ``docs/panduan/letters.md`` are made here."""
    app, told = served
    width, height = SIZES["telepon"]
    with browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": height}
    ) as context:
        page = context.new_page()
        known_as(context, app.url, with_guest(app, told), "warga")
        asked_from_home(page, app.url, tmp_path / "ktp.jpg")
        for role in ("rt", "rw"):
            known_as(context, app.url, told, role)
            vouched_for(page, app.url, role)
        page.set_viewport_size({"width": SIZES["meja"][0], "height": SIZES["meja"][1]})
        known_as(context, app.url, told, "operator")
        record = checked(page, app.url)
        known_as(context, app.url, told, "lurah")
        signed(page, record)
        known_as(context, app.url, told, "camat")
        acknowledged(page, record)
        known_as(context, app.url, told, "operator")
        page.goto(record)
        follow(page, "Serahkan surat", "Serahkan surat")
        page.get_by_label("Diambil oleh").fill("Pemohon sendiri")
        press(page, "Serahkan surat", KEPT)
        assert page.locator(".tanda").first.inner_text() == "Diambil"
        known_as(context, app.url, told, "admin kota")
        page.goto(f"{app.url}/meja/penempatan/")
        assert page.get_by_role("row", name="rw Kelurahan Setia Negara").is_visible()
        picture(page, "letters", "admin-penempatan")


def asked_from_home(page: Page, url: str, paper: Path) -> None:
    soon = datetime.now(UTC) + timedelta(days=20)
    event = {
        "Jenis acara": "Pesta pernikahan",
        "Tanggal acara": f"{soon:%Y-%m-%d}",
        "Lokasi acara": "Halaman rumah, Jalan Contoh No. 5",
        "Perkiraan jumlah tamu": "200",
    }
    page.goto(f"{url}/")
    follow(page, KEPT, KEPT)
    fill(page, paper, **event)
    page.get_by_label("Alamat", exact=True).scroll_into_view_if_needed()
    picture(page, "letters", "warga-formulir")
    press(page, "Lanjut: periksa lagi", "Periksa sebelum mengirim")
    assert PERSON["NIK"] not in page.content()
    press(page, "Kirim permohonan", "Tanda terima")
    page.locator(".kode").scroll_into_view_if_needed()
    picture(page, "letters", "warga-tanda-terima")
    code = page.locator(".kode").inner_text()
    track(page, url, code, "Menunggu RT")
    picture(page, "letters", "warga-status")


def open_at_the_desk(page: Page, url: str) -> None:
    page.goto(f"{url}/meja/")
    asked = page.get_by_role("row").filter(has_text=PERSON["Nama lengkap"])
    asked.filter(has_text="Izin Keramaian").get_by_role("link").click()
    come_to(page, KEPT)


def vouched_for(page: Page, url: str, role: str) -> None:
    """Neither sees a number or a paper of the applicant's."""
    open_at_the_desk(page, url)
    assert page.get_by_text(PERSON["Alamat"]).is_visible()
    assert page.get_by_text(re.compile("NIK|Unduh")).count() == 0
    page.get_by_role("heading", name="Data").evaluate("one => one.scrollIntoView({block: 'center'})")
    if role == "rt":
        picture(page, "letters", "rt-permohonan")
    step = f"Setujui sebagai {role.upper()}"
    follow(page, step, step)
    press(page, step, "Meja surat")
    assert page.get_by_text(PERSON["Nama lengkap"]).count() == 0  # it is another's turn


def checked(page: Page, url: str) -> str:
    """The address of the request."""
    page.goto(f"{url}/meja/")
    picture(page, "letters", "operator-meja")
    open_at_the_desk(page, url)
    record = page.url
    follow(page, "Mulai memeriksa", "Mulai memeriksa")
    press(page, "Mulai memeriksa", KEPT)
    picture(page, "letters", "operator-periksa")
    follow(page, "Nyatakan lengkap", "Nyatakan lengkap")
    press(page, "Nyatakan lengkap", KEPT)
    return record


def signed(page: Page, record: str) -> None:
    page.goto(record)
    follow(page, "Tanda tangani", "Naskah")
    page.get_by_label("Penanda tangan").select_option(index=1)
    page.get_by_role("button", name="Beri nomor").scroll_into_view_if_needed()
    picture(page, "letters", "lurah-tanda-tangan")
    press(page, "Beri nomor dan tanda tangani", KEPT)
    assert page.get_by_text(re.compile(r"^S-12/\d{3}/SETIA-NEGARA/[IVX]+/\d{4}$")).is_visible()


def acknowledged(page: Page, record: str) -> None:
    page.goto(record)
    picture(page, "letters", "camat-permohonan")
    follow(page, "Ketahui sebagai camat", "Ketahui sebagai camat")
    press(page, "Ketahui sebagai camat", KEPT)
    assert page.locator(".tanda").first.inner_text() == "Siap diambil"


def test_a_file_is_compared_in_the_browser_and_sent_nowhere(
    served: tuple[App, dict[str, Any]], browser: Browser, tmp_path: Path
) -> None:
    app, told = served
    right, wrong, letter = tmp_path / "surat.pdf", tmp_path / "lain.pdf", printed(app, told)
    right.write_bytes(letter)
    wrong.write_bytes(letter + b" ")
    program, trusts = need_program("chromium", "chromium"), "--unsafely-treat-insecure-origin-as-secure"
    launched = browser.browser_type.launch(executable_path=program, args=[*FLAGS, f"{trusts}={app.url}"])
    with (
        launched as secure,  # as over HTTPS: browsers hash on secure pages alone
        secure.new_context(viewport={"width": 360, "height": 740}) as context,
    ):
        page = context.new_page()
        page.goto(f"{app.url}/v/{told['letter']}/")
        sent = loaded_by(page, "request")
        for file, words in ((right, "Sama:"), (wrong, "Berbeda:")):
            page.get_by_label("Berkas PDF", exact=True).set_input_files(file)
            page.get_by_text(words).wait_for()
            judged(page, words, 360, tmp_path / f"banding-{words[:4]}.png")
        asked = [(one.method, one.post_data) for one in sent if "/aset/" not in one.url]  # its icon, late
        assert asked == []


def printed(app: App, told: dict[str, Any]) -> bytes:
    """A letter's PDF, as the desk prints it."""
    asked = urllib.request.Request(  # noqa: S310  # our own container
        f"{app.url}/meja/register/{told['letter_pk']}/pdf/",
        headers={"Cookie": f"sessionid={told['sessions']['operator']}"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310  # as above
        return bytes(answer.read())


def test_without_a_secure_page_the_comparison_is_not_offered_and_the_hash_is_there(
    served: tuple[App, dict[str, Any]], browser: Browser
) -> None:
    app, told = served
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{app.url}/v/{told['letter']}/")
        assert not page.get_by_label("Berkas PDF", exact=True).is_visible()
        page.get_by_text("Sidik berkas (SHA-256)").click()
        assert re.fullmatch(r"[0-9a-f]{64}", page.locator(".sidik").inner_text())


def test_the_container_keeps_within_its_memory(app_image: AppImage, city: Path) -> None:
    """As citizens leave it: public pages were opened, nothing was handed in yet."""
    with app_image.serving(baked(city), ["prepare"]) as app:
        for path in ("/", "/surat/usaha/", "/surat/tidak_mampu/", "/lacak/", "/v/", "/data-pribadi/") * 5:
            with urllib.request.urlopen(f"{app.url}{path}", timeout=30) as answer:  # noqa: S310  # our own container
                answer.read()
        used = app.container.stats(stream=False)["memory_stats"]
        idle = used["usage"] - used["stats"].get("inactive_file", 0)
        assert idle <= MOST_MEMORY, f"{idle / 2**20:.0f} MiB"
