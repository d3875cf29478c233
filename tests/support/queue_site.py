"""A puskesmas of template `queue` that serves, for the tests of its pages: one for a whole session."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext

from infra.scaffold import new
from tests.support.app_image import App, AppImage
from tests.support.declared import declared
from tests.support.pages import SIZES
from tests.support.visitors import SESSION

THREADS = {"THREADS": "600"}
Served = tuple[App, dict[str, str]]
"""The app, and what its visitors hold in their hands: sessions, codes, a ticket."""


def baked(city: Path) -> Path:
    project = new("queue", "pkm-parsoburan", city).paths[1]
    open_at_any_hour(project)
    return project


def open_at_any_hour(project: Path) -> None:
    """Its rooms: tests run at night, too."""
    file = project / "antrian.yaml"
    told = yaml.safe_load(file.read_text())
    days = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"]
    for room in told["poli"].values():
        if room.get("antre", True):
            room["jadwal"] = [{"hari": days, "jam": "00.00-23.59", "kuota": 900}]
    told["batas"]["pesan_tutup_menit"] = 0
    told["batas"]["laju_pesan"] = told["batas"]["laju_lacak"] = "500/h"
    file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))


# Somebody in all roles and rooms, a head, a clerk who is placed nowhere; codes of devices; a ticket.
PREPARE = f"""{SESSION}
import json
from opd.queue import content, current, devices, placements, tickets
from opd.queue.people import Person
content.demo()
def member(name, groups):
    user = User.objects.create_user(name, password="Kata-Sandi-Uji-2026", is_staff=True)
    user.groups.set(groups)
    if name == "uji":
        placements.place(user, list(current.config().queues), "uji")
    return session(user)
ticket, token = tickets.issue("A", "uji", Person(name="Siti Rekaan", born="1990-01-02", phone="0800"))
role = lambda name: Group.objects.filter(name=name)
print(json.dumps({{"all": member("uji", Group.objects.all()),
    "head": member("kepala", role("kepala puskesmas")), "clerk": member("butet", role("petugas poli")),
    "kiosk": devices.register("kiosk", "Kios")[1],
    "screen": devices.register("screen", "Layar")[1], "token": token,
    "number": ticket.number, "ticket": str(ticket.pk)}}))
"""


@pytest.fixture(scope="session")
def puskesmas(app_image: AppImage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    city = declared(tmp_path_factory.mktemp("antrian"))
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
        yield replace(app, url=f"http://127.0.0.1:{server.server_address[1]}")
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
    browser: Browser, size: str, url: str, told: dict[str, str], who: str = "all", **more: Any
) -> Iterator[BrowserContext]:
    """``who`` has a session in ``told``: somebody in all roles, unless it is said."""
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, locale="id-ID", **more) as context:
        context.add_cookies([{"name": "sessionid", "value": told[who], "url": url}])
        yield context
