"""An app that was not made for the platform, with a secret and files it keeps: beside the demo's sites."""

from __future__ import annotations

import base64
import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.backends.visit import get
from infra.home import Home
from tests.e2e.conftest import Story

pytestmark = pytest.mark.timeout(2400)

APP = Path(__file__).parent / "app"
HOST = "arsip.pematangsiantar.test"
FIRST, SECOND = "kenari-pertama-7f3a", "kenari-kedua-91bc"
EVERYWHERE = ("/etc", "/var/log", "/var/lib/kominfo", "/home", "/root", "/tmp")  # noqa: S108  # of a server


def served(story: Story, path: str) -> str:
    outputs = story.outputs()
    answer = get(outputs["edges"][0]["address"], HOST, path, ca_file=outputs["ca_file"])
    assert answer.status == 200, answer
    return answer.body


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@contextmanager
def watching_processes() -> Iterator[set[bytes]]:
    """Command lines and environments of all processes of this machine, the lab's servers' too."""
    seen: set[bytes] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            for file in (*Path("/proc").glob("[0-9]*/cmdline"), *Path("/proc").glob("[0-9]*/environ")):
                try:
                    seen.add(file.read_bytes())
                except OSError:
                    continue  # it ended

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


@pytest.fixture(scope="module")
def app(story: Story) -> Story:
    story.do("demo", "--no-hosts")
    shutil.copytree(APP, story.folder / "arsip")
    (story.folder / "arsip" / "arsip.yaml").rename(story.folder / "arsip.yaml")
    return story


def test_a_secret_that_is_not_set_stops_the_deploy_before_it_begins(app: Story) -> None:
    ended = app.kominfo("up", app.folder.name, "arsip")
    assert ended.code == 1
    assert f"./kominfo secret set {app.folder.name} arsip kata_sandi" in ended.said, ended.said


def test_the_app_runs_where_its_files_stand_and_its_secret_is_nowhere_else(app: Story) -> None:
    kept = app.kominfo("secret", "set", app.folder.name, "arsip", "kata_sandi", given=f"{FIRST}\n")
    assert (kept.code, FIRST in kept.said) == (0, False), kept.said
    with watching_processes() as seen:
        said = app.do("up", "arsip")
    assert "Selamat datang di arsip kota" in served(app, "/")
    assert digest(FIRST) in served(app, "/sandi.txt")
    nodes = app.on("siantar-1", "docker", "service", "ps", "web-arsip", "--format", "{{.Node}}")
    assert set(nodes.split()) == {"siantar-3"}
    app.do("verify", "--quiet")

    canaries = [FIRST.encode(), base64.b64encode(FIRST.encode())]
    written = [file for file in Home.find().root.rglob("*") if file.is_file()]
    assert len(written) > 50, "this looks where the state is"
    assert [file for file in written for canary in canaries if canary in file.read_bytes()] == []
    assert not [text for text in seen for canary in canaries if canary in text]
    assert FIRST not in said + app.do("history") + app.do("status")
    for server in ("siantar-1", "siantar-3"):
        found = app.on(server, "sh", "-c", f"grep -rlF {FIRST} {' '.join(EVERYWHERE)} || true")
        journal = app.on(server, "sh", "-c", f"journalctl --quiet --no-pager | grep -cF {FIRST} || true")
        assert (found.strip(), journal.strip()) == ("", "0")
    assert FIRST not in app.on("siantar-1", "docker", "service", "inspect", "web-arsip")


def test_another_value_is_rolled_out_and_the_files_are_still_there(app: Story) -> None:
    app.kominfo("secret", "set", app.folder.name, "arsip", "kata_sandi", given=SECOND)
    app.do("up", "arsip")
    assert digest(SECOND) in served(app, "/sandi.txt")
    assert served(app, "/mulai.txt").strip() == "2", "the app started twice on the same files"
    names = app.on("siantar-1", "docker", "secret", "ls", "--format", "{{.Name}}").split()
    assert len([name for name in names if name.startswith("kata_sandi-")]) == 1
    listed = app.kominfo("secret", "list", app.folder.name, "arsip").said
    assert ("kata_sandi" in listed, SECOND in listed) == (True, False)


def test_what_is_kept_is_not_moved_to_a_server_where_it_is_not(app: Story) -> None:
    part = app.folder / "arsip.yaml"
    declared = part.read_text()
    part.write_text(declared.replace("server: siantar-3", "server: siantar-2"))
    ended = app.kominfo("up", app.folder.name, "arsip")
    assert ended.code == 1
    assert "the volume web-arsip-data would be replaced" in ended.said, ended.said
    assert served(app, "/mulai.txt").strip() == "2"
    part.write_text(declared)


def test_a_finished_image_runs_under_the_same_care(app: Story) -> None:
    (running,) = app.on(
        "siantar-1",
        "docker",
        "service",
        "inspect",
        "web-dinkes",
        "--format",
        "{{.Spec.TaskTemplate.ContainerSpec.Image}}",
    ).split()
    site = f"opd: jadi\nname: Citra Jadi\nsites:\n  - {{label: jadi, image: '{running}'}}\n"
    (app.folder / "jadi.yaml").write_text(site)
    app.do("up", "jadi")
    outputs = app.outputs()
    edge, ca_file = outputs["edges"][0]["address"], outputs["ca_file"]
    assert get(edge, "jadi.pematangsiantar.test", ca_file=ca_file).status == 200
    assert app.kominfo("preview", app.folder.name, "jadi").code == 0


def test_its_files_outlive_it(app: Story) -> None:
    for part in ("arsip", "jadi"):
        (app.folder / f"{part}.yaml").unlink()
        app.do("destroy", part, "--yes")
    assert "web-arsip" not in app.on("siantar-1", "docker", "service", "ls", "--format", "{{.Name}}")
    assert "kata_sandi" not in app.on("siantar-1", "docker", "secret", "ls")
    assert app.on("siantar-3", "docker", "volume", "ls", "-q", "-f", "name=web-arsip-data").strip()
