"""Everything is lost but Git, a backup and the passphrase: servers, state, keys."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.backends import lab
from infra.backends.visit import get
from infra.engine.passphrase import passphrase_file
from infra.files import write_whole
from infra.home import Home
from tests.conftest import LabCity
from tests.support.story import Story

pytestmark = pytest.mark.timeout(4800)

HOST, WEBSITE = "dinkes.pematangsiantar.test", "diskominfo.pematangsiantar.test"
PICTURE = "original_images/foto.png"  # of what lies there, pictures alone are had by their address
UPLOAD = f"/var/lib/docker/volumes/web-diskominfo-data/_data/umum/{PICTURE}"


def signing_key(story: Story) -> list[str]:
    return story.on("siantar-1", "keymgr", "pematangsiantar.test", "ds").split("\n")


def accounts(story: Story) -> str:
    """The website's staff, and what their passwords are checked by."""
    return story.sql("web_diskominfo", "SELECT username, password FROM opd_user ORDER BY 1")


@pytest.fixture
def story(
    lab_city: LabCity, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Story:
    """A city of this test's own, in a home of its own: both are lost, and others stand beside."""
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path_factory.mktemp("home")))
    return Story(lab_city("hilang"))


@pytest.fixture
def copies() -> Iterator[Path]:
    """Outside /tmp: what is emptied at a start is refused."""
    with tempfile.TemporaryDirectory(prefix="kominfo-copies-", dir="/var/tmp") as folder:
        yield Path(folder)


def test_a_lost_city_is_rebuilt(story: Story, copies: Path) -> None:
    declared = story.folder / "datacenter.yaml"
    places = f"backup:\n  to:\n    - folder: {copies}\n    - {{server: siantar-3, folder: /srv/backup}}\n"
    declared.write_text(declared.read_text() + places)
    story.do("demo", "--no-hosts")
    kept = story.kominfo("secret", "set", story.folder.name, "dinkes", "kunci", given="rahasia")
    assert kept.code == 0, kept.said
    story.on("siantar-3", "install", "-D", "-m", "0644", "/dev/stdin", UPLOAD, stdin=b"ditulis")
    story.do("run", "diskominfo", "adduser", "siti", "--role", "penulis")
    staff = accounts(story)
    said = story.do("backup")
    assert said.count("new (") == 2, said
    assert story.do("backup", "--list").count("whole") == 2
    known, ca_file = signing_key(story), Path(story.outputs()["ca_file"]).read_bytes()
    secrets = story.kominfo("secret", "list", story.folder.name).said

    lab.remove_all(story.folder.name, print)
    passphrase = passphrase_file(Home.find()).read_bytes()
    shutil.rmtree(Home.find().root)
    write_whole(passphrase_file(Home.find()), passphrase)

    story.do("restore", "--from", str(copies))
    assert story.kominfo("secret", "list", story.folder.name).said == secrets
    story.do("up", "datacenter", "--refresh")
    story.do("restore", "--servers", "--yes", "--from", str(copies))
    story.do("up", "--refresh")
    story.do("verify", "--quiet")

    assert signing_key(story) == known, "the parent zone's DS records still hold"
    outputs = story.outputs()
    assert Path(outputs["ca_file"]).read_bytes() != ca_file, "the lab's authority is another each time"
    edge = outputs["edges"][0]["address"]
    assert get(edge, HOST, ca_file=outputs["ca_file"]).status == 200
    assert "siti|" in staff
    assert accounts(story) == staff, "what the website's database held"
    assert get(edge, WEBSITE, f"/media/{PICTURE}", ca_file=outputs["ca_file"]).body == "ditulis"
    assert story.kominfo("preview", story.folder.name).code == 0
