"""Template `queue`: hundreds of telephones on one board, in its own container; hundreds who ask at once."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.app_image import App, AppImage
from tests.support.queue_site import THREADS, Served, baked

WATCHING = 500
GRACE_SECONDS = 60  # opd.serving


CALL = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
from opd.queue import calling
import time
calling.call_next("L", "uji")
print(time.time())
"""


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
def changed():  # whatever was shown first, and what came after it, is with everybody
    return len(seen) > 1 and all(len(moments) == count for moments in seen.values())
end = time.time() + seconds
while time.time() < end and not changed():
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
        asked = time.monotonic()
        page = app.python(
            "-c", "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/papan/').status)"
        )
        answered = time.monotonic() - asked
        called = float(app.python("-c", CALL).split()[-1])  # another process: noticed within a second
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
    barrier.wait()
    began = time.monotonic()
    while time.monotonic() - began < 60:  # a desk sends again what was not taken (503), under the same id
        try:
            found[which] = ask("/loket/tindakan/", body, headers)["jawaban"][0]["number"]
            break
        except Exception as error:
            found[which] = repr(error)
            time.sleep(1)
    took[which] = time.monotonic() - began
barrier, found, took = threading.Barrier(200), [None] * 200, [0] * 200
threads = [threading.Thread(target=take, args=(one,)) for one in range(200)]
for one in threads: one.start()
for one in threads: one.join()
print(json.dumps({{"found": found, "slowest": max(took)}}))
"""


def test_two_hundred_who_ask_at_once_get_two_hundred_numbers(puskesmas: Served, tmp_path: Path) -> None:
    """Over HTTP, all at the same moment: none is left out, none is given twice."""
    app, told = puskesmas
    said = json.loads(app.python("-c", TAKE.format(told=json.dumps(told))).strip().splitlines()[-1])
    (tmp_path / "figures.json").write_text(json.dumps(said["slowest"]))
    assert not [one for one in said["found"] if not re.fullmatch(r"G-\d{3}", one)]
    numbers = sorted(int(one.removeprefix("G-")) for one in said["found"])
    assert numbers == list(range(numbers[0], numbers[0] + 200))


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
