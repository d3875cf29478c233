"""A kelurahan (template `letters`) that serves, for the tests of its pages: one for a session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from infra.scaffold import new
from tests.support.app_image import App, AppImage
from tests.support.declared import declared
from tests.support.visitors import SESSION, SETUP, cookies

ROLES = ("operator", "lurah", "rt", "rw", "camat", "admin kota")
# A refused form, an address that is not there, what is refused, and what Chromium says of plain HTTP.
EXPECTED = r"status of (404|409|422)|Cross-Origin-Opener-Policy"
Served = tuple[App, dict[str, Any]]
"""The app, and what its visitors hold in their hands: sessions by role, requests, codes."""


def baked(city: Path) -> Path:
    return new("letters", "kel-setia-negara", city).paths[1]


PREPARE = (
    SESSION
    + """
import json
from opd.letters import applications, content, current, signing
from opd.letters.content import filled
from opd.letters.models import Application, Counter, Letter, Official
from opd.letters.rules import clock
from django.test import override_settings
from django.utils import timezone
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
class Signer:
    def sign(self, document, official, passphrase):
        return document
with override_settings(LETTERS_SIGNER="__main__.Signer"):
    done = made("izin_keramaian", 108, ("rt", "rt_setuju"), ("rw", "rw_setuju"), *check)[0]
    electronic = signing.sign(done, lurah, "lurah", {"lurah"}, "A4")
double = [made("kehilangan", 109)[0] for _ in range(2)][0]
rules, trip = current.service(), current.kind("bepergian")
for day in clock.service_days(timezone.localtime(), rules.limits.queue_days, rules.hours, ()):
    Counter.objects.update_or_create(series=f"kuota utama bepergian {day}", defaults={"last": trip.quota})
print(json.dumps({
    "sessions": {role: session(User.objects.get(username=role.replace(" ", "-"))) for role in %r},
    "waiting": str(waiting.pk), "specific": str(specific.pk),
    "routed": str(routed.pk), "event": str(event.pk),
    "ready": str(ready.application_id), "token": token, "letter": ready.token, "letter_pk": ready.pk,
    "void": void.token, "electronic": str(electronic.application_id), "double": str(double.pk),
    "official": lurah.pk,
}))
"""
)


@pytest.fixture(scope="session")
def kelurahan(app_image: AppImage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    city = declared(tmp_path_factory.mktemp("letters"))
    with app_image.serving(baked(city), ["prepare"]) as app:
        yield app, json.loads(app.python("-c", PREPARE % (ROLES,)).strip().splitlines()[-1])


def known_as(context: BrowserContext, url: str, told: dict[str, Any], role: str = "") -> None:
    """Log in; empty: a citizen, who does not."""
    context.clear_cookies()
    context.add_cookies(cookies(url, told["sessions"][role] if role else ""))


GUEST = f"""{SETUP}
from django.contrib.sessions.backends.db import SessionStore
kept = SessionStore(); kept["uji"] = 1; kept.save(); print(kept.session_key)
"""


def with_guest(app: App, told: dict[str, Any]) -> dict[str, Any]:
    """With a session of a citizen, who does not log in."""
    guest = app.python("-c", GUEST).strip().splitlines()[-1]
    return {**told, "sessions": {**told["sessions"], "warga": guest}}
