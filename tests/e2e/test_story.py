"""One story, in order: from bare servers to verified sites, a new OPD, damage, repair, the end."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from infra.backends import lab
from infra.backends.visit import get
from infra.home import Home
from tests.e2e.connections import GOAWAY, behind_the_edge, connected, frames, visitor
from tests.e2e.damages import DAMAGES, Damage
from tests.support.canaries import generated, traces
from tests.support.story import Ended, Story

pytestmark = pytest.mark.timeout(2400)


def first_edge(story: Story) -> tuple[str, str]:
    """(address of the first edge, file of what to trust)."""
    outputs = story.outputs()
    return outputs["edges"][0]["address"], outputs["ca_file"]


def tasks(story: Story) -> set[str]:
    """Running tasks of the OPDs' services and the edge, by id."""
    services = story.on("siantar-1", "docker", "service", "ls", "-q").split()
    ids = story.on("siantar-1", "docker", "service", "ps", "-q", "-f", "desired-state=running", *services)
    return set(ids.split())


def test_01_one_command_builds_and_verifies_the_city(story: Story) -> None:
    said = story.do("demo", "--hosts")
    assert "https://dinkes.pematangsiantar.test/" in said
    assert socket.gethostbyname("dinkes.pematangsiantar.test") == first_edge(story)[0]
    assert "--resolve dinkes.pematangsiantar.test:443:" in said
    assert "WRONG" not in said


def test_02_a_second_time_changes_nothing(story: Story) -> None:
    before = tasks(story)
    said = story.do("demo", "--no-hosts")
    assert said.count("nothing to do") == 1 + len(story.city.opds)
    assert tasks(story) == before


def test_03_the_world_read_again_shows_no_difference(story: Story) -> None:
    ended = story.kominfo("drift", story.folder.name)
    assert ended.code == 0, ended.said[-6000:]
    ended = story.kominfo("preview", story.folder.name)
    assert ended.code == 0, ended.said[-6000:]


def test_04_a_new_opd_is_scaffolded_previewed_and_published(story: Story) -> None:
    assert story.kominfo("new", "website-static", "dlh", "--city", story.folder.name).code == 0
    preview = story.kominfo("preview", story.folder.name, "dlh")
    assert preview.code == 2, preview.said
    for wanted in ("Service web-dlh", "Image web-dlh-image", "RecordSet dlh-records", "EdgeRoute dlh-route"):
        assert f"+ {wanted.partition(' ')[0]} {wanted.partition(' ')[2]}" in preview.said

    others, history = tasks(story), story.do("history")
    story.do("up", "dlh")
    edge, ca_file = first_edge(story)
    answer = get(edge, "dlh.pematangsiantar.test", ca_file=ca_file)
    assert (answer.status, "Dinas Lingkungan Hidup" in answer.body) == (200, True)

    assert others <= tasks(story), "tasks of other OPDs were restarted"
    fresh = [line for line in story.do("history").splitlines() if line not in history.splitlines()]
    assert [line.split("\t")[2] for line in fresh] == ["dlh"]


def test_05_an_edited_page_is_rolled_out(story: Story) -> None:
    page = next((story.folder / "dlh" / "web" / "content").rglob("kontak.md"))
    page.write_text(page.read_text() + "\n\nKalimat yang baru ditulis.\n")
    story.do("up", "dlh")
    edge, ca_file = first_edge(story)
    answer = get(edge, "dlh.pematangsiantar.test", "/kontak/", ca_file=ca_file)
    assert "Kalimat yang baru ditulis." in answer.body
    assert story.kominfo("preview", story.folder.name, "dlh").code == 0


def test_05_an_agreed_plan_is_done_as_it_stands_or_not_at_all(story: Story, tmp_path: Path) -> None:
    page = next((story.folder / "dlh" / "web" / "content").rglob("kontak.md"))
    agreed = page.read_text() + "\n\nKalimat yang disetujui.\n"
    page.write_text(agreed)
    plan = str(tmp_path / "plan.json")
    previewed = story.kominfo("preview", story.folder.name, "dlh", "--save", plan)
    assert previewed.code == 2, previewed.said
    page.write_text(f"{agreed}\nKalimat yang tidak disetujui.\n")
    refused = story.kominfo("up", story.folder.name, "--plan", plan)
    assert refused.code == 1
    assert "source of dlh: it is not what it was when the plan was made" in refused.said, refused.said
    page.write_text(agreed)
    story.do("up", "--plan", plan)
    assert story.kominfo("preview", story.folder.name, "dlh").code == 0


SITE = "dlh.pematangsiantar.test"
# Healthy to whoever asks for its health, an error to everybody else.
ERRORS = """
daemon off;
pid /tmp/nginx.pid;
events {}
http {
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  access_log /dev/stdout;
  server {
    listen 8080;
    location = /healthz { access_log off; return 200 "ok"; }
    location / { return 500; }
  }
}
"""
BAD_RELEASES = {
    "never healthy": (
        'CMD ["/bin/busybox", "sh", "-c", "echo tidak mau menyala; sleep 1; exit 3"]',
        ("rollback completed", "it said: tidak mau menyala", "task: non-zero exit (3)"),
    ),
    "healthy, and an error to visitors": (
        "COPY errors.conf /etc/nginx/nginx.conf",
        ("a visitor gets an error: dlh.pematangsiantar.test", "answers 500", "what ran before runs again"),
    ),
}


def page(story: Story, path: str = "/kontak/") -> tuple[list[int], str]:
    """Status of ``path`` through each edge, and the text of the last answer."""
    outputs = story.outputs()
    answers = [get(edge["address"], SITE, path, ca_file=outputs["ca_file"]) for edge in outputs["edges"]]
    return [answer.status for answer in answers], answers[-1].body


@pytest.mark.parametrize("bad", BAD_RELEASES)
def test_05_a_bad_release_is_undone_and_nobody_notices(story: Story, bad: str) -> None:
    line, said = BAD_RELEASES[bad]
    web = story.folder / "dlh" / "web"
    good = (web / "Dockerfile").read_text()
    (web / "Dockerfile").write_text(f"{good}\n{line}\n")
    (web / "errors.conf").write_text(ERRORS)
    ended = story.kominfo("up", story.folder.name, "dlh")
    assert ended.code == 1, ended.said
    for words in said:
        assert words in ended.said, ended.said
    assert page(story)[0] == [200, 200]
    assert "Kalimat yang baru ditulis." in page(story)[1]
    assert story.kominfo("preview", story.folder.name, "dlh").code == 2, "the bad release is still asked for"
    (web / "Dockerfile").write_text(good)
    (web / "errors.conf").unlink()
    story.do("up", "dlh")
    assert story.kominfo("preview", story.folder.name, "dlh").code == 0


def test_05_a_rollback_runs_the_release_before_until_its_pin_is_removed(story: Story) -> None:
    part = story.folder / "dlh.yaml"
    declared = part.read_text()
    listed = story.do("rollback", "dlh", "--list")
    assert listed.count("sha256:") == 3, f"only releases that visitors were served: {listed}"
    ended = story.kominfo("rollback", story.folder.name, "dlh", "--why", "kalimatnya salah")
    assert ended.code == 0, ended.said
    assert "Kalimat yang disetujui." not in page(story)[1]
    assert "kalimatnya salah" in part.read_text()
    assert "kalimatnya salah" in story.do("up", "dlh"), "a pin is mentioned as long as it stands"
    part.write_text(declared)
    story.do("up", "dlh")
    assert "Kalimat yang disetujui." in page(story)[1]


def test_06_a_destroyed_opd_leaves_nothing_and_the_others_stay(story: Story) -> None:
    (story.folder / "dlh.yaml").unlink()
    preview = story.kominfo("preview", story.folder.name)
    assert preview.code == 2
    assert f"./kominfo destroy {story.folder.name} dlh" in preview.said, "a file that is gone removes nothing"
    story.do("destroy", "dlh", "--yes")
    edge, ca_file = first_edge(story)
    assert get(edge, "dlh.pematangsiantar.test", ca_file=ca_file).status == 404
    services = story.on("siantar-1", "docker", "service", "ls", "--format", "{{.Name}}").split()
    assert set(services) == {"edge", *(site.service for opd in story.city.opds for site in opd.sites)}
    assert "dlh.pematangsiantar.test." not in story.on(
        "siantar-1", "knotc", "zone-read", "pematangsiantar.test"
    )
    story.do("verify", "--quiet")


def test_06_what_may_change_something_gets_a_connection_of_its_own(story: Story) -> None:
    """A kept one may lead to a server without power: what is sent over it can be lost, and not sent again."""
    assert behind_the_edge(story, "GET")[1] >= 10
    assert behind_the_edge(story, "POST")[0] >= 20


def test_06_whoever_kept_a_connection_to_an_edge_that_leaves_is_told_so(story: Story) -> None:
    """Told with an answer, or by GOAWAY: a connection that just ended could take a request with it."""
    with visitor(story) as kept, connected(story, "h2") as (shared, _):
        kept.request("GET", "/")
        kept.getresponse().read()
        told = frames(shared)
        assert next(told) != GOAWAY
        story.on("siantar-1", "kominfo-edge", "activate")
        assert GOAWAY in told
        kept.request("GET", "/")
        answer = kept.getresponse()
        assert (answer.status, answer.headers["Connection"]) == (200, "close")


def test_07_damage_is_done_by_hand(story: Story) -> None:
    for damage in DAMAGES:
        for argv in damage.commands:
            story.on(damage.server, *argv)


@pytest.fixture(scope="module")
def verdict(story: Story) -> Ended:
    return story.kominfo("verify", story.folder.name, "--quiet")


@pytest.fixture(scope="module")
def drift(story: Story) -> Ended:
    return story.kominfo("drift", story.folder.name)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_08_verify_names_it(damage: Damage, verdict: Ended) -> None:
    assert verdict.code == 1
    assert damage.verified in verdict.said, verdict.said[-6000:]


def test_08_verify_names_the_record_that_was_added(verdict: Ended) -> None:
    assert "nyasar" in verdict.said


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_09_drift_names_the_resource(damage: Damage, drift: Ended) -> None:
    assert drift.code == 2, drift.said[-6000:]
    assert damage.drifted in drift.said, drift.said[-6000:]
    assert [words for words in damage.told if words not in drift.said] == [], drift.said[-6000:]


def test_09_drift_names_the_record_that_was_added(drift: Ended) -> None:
    assert "RecordSet records" in drift.said


def test_10_the_next_up_repairs_it_all(story: Story) -> None:
    said = story.do("up")
    assert 0 < said.index("moving what runs on siantar-3") < said.index("siantar-3 takes tasks again")
    story.do("verify", "--quiet")
    ended = story.kominfo("drift", story.folder.name)
    assert ended.code == 0, ended.said[-6000:]


def test_10_nothing_secret_was_seen_in_all_that(story: Story, verdict: Ended, drift: Ended) -> None:
    secrets = generated(story.folder.name)
    assert all(len(value) > 12 for value in secrets.values())
    assert traces(story, secrets) == []
    assert not [name for name, value in secrets.items() if value in verdict.said + drift.said]


def test_11_down_leaves_nothing(story: Story) -> None:
    story.do("demo", "--down")
    assert lab.status(story.folder.name) == ()
    assert not Home.find().city(story.folder.name).root.exists()
    assert story.folder.name not in Path("/etc/hosts").read_text()
