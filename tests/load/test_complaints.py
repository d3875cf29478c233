"""Template `complaints`: many reports at once lose none, and memory stays within what it is given."""

from __future__ import annotations

import base64
import http.client
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from infra.scaffold import TEMPLATES
from tests.support.app_image import App, AppImage
from tests.support.complaints_site import baked
from tests.support.visitors import SETUP, TOKEN

IDLE = 90 * 2**20  # bytes
REPORTS, PER_SECOND = 500, 50
KEYS = f"""{SETUP}
import sys, uuid
from django.core import signing
from opd import once
for _ in range(int(sys.argv[1])):
    one = uuid.uuid4()
    print(one, signing.dumps(str(one), salt=once.KEY))
"""
KEPT = f"""{SETUP}
from opd import audit
from opd.complaints.models import Complaint
assert audit.broken() is None
for one in Complaint.objects.order_by("code"):
    assert one.text and one.reporter.phone
    print(one.pk, one.code)
"""

KEPT_PHOTOS = f"""{SETUP}
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


# The largest that are taken, which are small as files: what is within shows when a picture is opened.
LARGEST = """
import base64, io
from PIL import Image
for form, mode, size, how in (
    ("PNG", "RGBA", (3829, 2872), {}),
    ("WEBP", "RGBA", (2449, 2449), {}),
    ("JPEG", "RGB", (3605, 3605), {"progressive": True, "subsampling": 0}),
    ("JPEG", "RGB", (8660, 5773), {}),
):
    into = io.BytesIO()
    Image.effect_mandelbrot(size, (-2, -1, 1, 1), 9).convert(mode).save(into, form, **how)
    print(base64.b64encode(into.getvalue()).decode())
"""


def sent(url: str, number: int, photos: Sequence[bytes]) -> int:
    """A report of somebody else with photos: the answer's code."""
    fields = {
        "kategori": "jalan/berlubang",
        "uraian": "Jalan berlubang di dekat simpang misal.",
        "kelurahan": "12.72.01.1002",
        "anonim": "on",
        "setuju": "on",
        "csrfmiddlewaretoken": TOKEN,
    }
    headers = {"Cookie": f"csrftoken={TOKEN}", "X-Forwarded-For": f"10.3.0.{number + 1}"}
    parts = [("foto", (f"{at}.jpg", photo, "image/jpeg")) for at, photo in enumerate(photos)]
    answer = requests.post(
        f"{url}/lapor/", data=fields, files=parts, headers=headers, allow_redirects=False, timeout=120
    )
    return answer.status_code


def limit_memory(app: App, template: str) -> None:
    """To what the template's ``part.yaml`` gives."""
    limit = yaml.safe_load((TEMPLATES[template] / "part.yaml").read_text())["memory"].lower()
    app.container.update(mem_limit=limit, memswap_limit=limit)


def test_photos_of_many_phones_at_once_fit_into_its_memory(app_image: AppImage, city: Path) -> None:
    """Each phone sends three, unshrunk; nobody is turned away."""
    with app_image.serving(baked(city), ["prepare"]) as app:
        photo = base64.b64decode(app.python("-c", PHOTO))
        limit_memory(app, "complaints")
        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(lambda number: sent(app.url, number, [photo] * 3), range(8)))
        kept = app.python("-c", KEPT_PHOTOS).strip()
    assert (len(photo) > 10**6, codes, kept) == (True, [302] * 8, "24")


def test_the_largest_pictures_at_once_fit_into_an_apps_smallest_memory(
    app_image: AppImage, city: Path
) -> None:
    with app_image.serving(baked(city), ["prepare"]) as app:
        photos = [base64.b64decode(line) for line in app.python("-c", LARGEST).split()]
        limit_memory(app, "service")
        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(lambda number: sent(app.url, number, [photos[number % 4]]), range(24)))
        kept = app.python("-c", KEPT_PHOTOS).strip()
    assert (codes, kept) == ([302] * 24, "24")


def test_who_only_looks_costs_little_memory(app_image: AppImage, city: Path) -> None:
    with app_image.serving(baked(city), ["prepare"]) as app:
        for path in ("/", "/lapor/", "/lacak/", "/laporan/", "/laporan/capaian/"):
            with urllib.request.urlopen(app.url + path) as answer:  # noqa: S310  # our own container
                answer.read()
        used = app.container.stats(stream=False)["memory_stats"]
    assert used["usage"] - used["stats"].get("inactive_file", 0) < IDLE
