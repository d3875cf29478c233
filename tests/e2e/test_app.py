"""An app that was not made for the platform, with a secret and files it keeps: beside the demo's sites."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from infra.backends.visit import get
from tests.support.canaries import traces
from tests.support.story import Story

pytestmark = pytest.mark.timeout(2400)

APP = Path(__file__).parent / "app"
HOST = "arsip.pematangsiantar.test"
FIRST, SECOND = "kenari-pertama-7f3a", "kenari-kedua-91bc"


def served(story: Story, path: str) -> str:
    outputs = story.outputs()
    answer = get(outputs["edges"][0]["address"], HOST, path, ca_file=outputs["ca_file"])
    assert answer.status == 200, answer
    return answer.body


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


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
    said = app.do("up", "arsip")
    assert "Selamat datang di arsip kota" in served(app, "/")
    assert digest(FIRST) in served(app, "/sandi.txt")
    nodes = app.on("siantar-1", "docker", "service", "ps", "web-arsip", "--format", "{{.Node}}")
    assert set(nodes.split()) == {"siantar-3"}
    app.do("verify", "--quiet")

    assert traces(app, {"kata_sandi": FIRST}) == []
    assert FIRST not in said + app.do("history") + app.do("status")


def test_another_value_is_rolled_out_and_the_files_are_still_there(app: Story) -> None:
    app.kominfo("secret", "set", app.folder.name, "arsip", "kata_sandi", given=SECOND)
    app.do("up", "arsip")
    assert digest(SECOND) in served(app, "/sandi.txt")
    assert served(app, "/mulai.txt").strip() == "2", "the app started twice on the same files"
    assert traces(app, {"kata_sandi": FIRST, "its successor": SECOND}) == []
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
    assert "the volume web-arsip-data-on-siantar-3 would be deleted" in ended.said, ended.said
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
