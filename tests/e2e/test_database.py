"""An app with a database of its own: migrated before each release serves, and not lost by a slip."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.backends.visit import get
from infra.engine.vault import Vault
from infra.home import Home
from tests.support.canaries import traces
from tests.support.story import Story

pytestmark = pytest.mark.timeout(2400)

APP = Path(__file__).parent / "parkir"
HOST = "parkir.pematangsiantar.test"
MIGRATION = """\
from django.db import migrations


def run(apps, _):
    {0}


class Migration(migrations.Migration):
    dependencies = [("titik", "{1}")]
    operations = [migrations.RunPython(run)]
"""


def visit(story: Story, path: str = "/") -> tuple[int, str]:
    outputs = story.outputs()
    answer = get(outputs["edges"][0]["address"], HOST, path, ca_file=outputs["ca_file"])
    return answer.status, answer.body


def sql(story: Story, statement: str) -> str:
    return story.sql("web_parkir", statement)


def running(story: Story) -> str:
    form = "{{.Spec.TaskTemplate.ContainerSpec.Image}}"
    return story.on("siantar-1", "docker", "service", "inspect", "web-parkir", "-f", form)


@contextmanager
def visited(story: Story) -> Iterator[set[tuple[int, str]]]:
    """What visitors meet meanwhile, one after the other."""
    outputs, met, done = story.outputs(), set(), threading.Event()

    def ask() -> None:
        while not done.wait(0.1):
            answer = get(outputs["edges"][0]["address"], HOST, "/", ca_file=outputs["ca_file"])
            met.add((answer.status, answer.body))

    visitor = threading.Thread(target=ask)
    visitor.start()
    try:
        yield met
    finally:
        done.set()
        visitor.join()


@pytest.fixture(scope="module")
def app(story: Story) -> Story:
    story.do("demo", "--no-hosts")
    shutil.copytree(APP, story.folder / "parkir")
    (story.folder / "parkir" / "parkir.yaml").rename(story.folder / "parkir.yaml")
    story.do("up", "parkir")
    return story


def write_migration(app: Story, number: str, after: str, body: str) -> None:
    (app.folder / f"parkir/titik/migrations/{number}.py").write_text(MIGRATION.format(body, after))


def test_01_it_answers_out_of_a_database_of_its_own(app: Story) -> None:
    assert visit(app) == (200, "titik parkir: Parluasan")
    assert visit(app, "/readyz")[0] == 200
    assert sql(app, "SELECT DISTINCT usename, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) "
                    "WHERE datname = 'web_parkir' AND usename <> 'postgres'") == "web_parkir|t"  # fmt: skip
    assert app.kominfo("preview", app.folder.name, "parkir").code == 0
    assert app.kominfo("drift", app.folder.name, "parkir").code == 0
    app.do("verify", "--quiet")


def test_02_its_keys_are_nowhere_else(app: Story) -> None:
    password = sql(app, "SELECT 1") and _secret(app, "database_url").split(":")[2].partition("@")[0]
    assert traces(app, {"password": password, "key": _secret(app, "app_key")}) == []
    home = Home.find().city(app.folder.name)
    assert [one.name for one in Vault(home, "parkir").list()] == ["web_parkir_key"]


def _secret(app: Story, name: str) -> str:
    for server in ("siantar-1", "siantar-2", "siantar-3"):
        found = app.on(server, "docker", "ps", "-q", "-f", "label=com.docker.swarm.service.name=web-parkir")
        if found:
            reading = ("/bin/busybox", "cat", f"/run/secrets/{name}")
            return app.on(server, "docker", "exec", found.split()[0], *reading)
    raise AssertionError("it runs nowhere")


def test_03_a_release_with_a_migration_costs_no_request(app: Story) -> None:
    write_migration(
        app, "0002_tambah", "0001_awal", 'apps.get_model("titik", "Titik").objects.create(nama="Horas")'
    )
    with visited(app) as met:
        app.do("up", "parkir")
    assert met <= {(200, "titik parkir: Parluasan"), (200, "titik parkir: Horas, Parluasan")}
    assert visit(app) == (200, "titik parkir: Horas, Parluasan")


def test_04_one_whose_migration_fails_never_serves(app: Story) -> None:
    write_migration(app, "0003_salah", "0002_tambah", 'raise RuntimeError("kolom tiada")')
    before = running(app)
    with visited(app) as met:
        ended = app.kominfo("up", app.folder.name, "parkir")
    assert ended.code == 1
    assert "kolom tiada" in ended.said, ended.said
    assert met == {(200, "titik parkir: Horas, Parluasan")}
    assert running(app) == before
    (app.folder / "parkir/titik/migrations/0003_salah.py").unlink()
    app.do("up", "parkir")
    assert "migration" not in app.on("siantar-1", "docker", "service", "ls", "--format", "{{.Name}}")


def test_05_what_was_changed_by_hand_is_named_and_put_right(app: Story) -> None:
    sql(app, "ALTER ROLE web_parkir CONNECTION LIMIT 1")
    drift = app.kominfo("drift", app.folder.name, "parkir")
    assert drift.code == 2
    assert "+ connections: 20" in drift.said, drift.said
    app.do("up", "parkir")
    assert app.kominfo("drift", app.folder.name, "parkir").code == 0


def test_06_it_is_not_lost_by_a_slip_and_leaves_a_last_copy(app: Story) -> None:
    part = app.folder / "parkir.yaml"
    declared = part.read_text()
    kept = "\n".join(line for line in declared.splitlines() if "database" not in line)
    part.write_text(kept)
    ended = app.kominfo("up", app.folder.name, "parkir")
    assert ended.code == 1
    assert "the database web_parkir would be deleted" in ended.said, ended.said
    assert visit(app) == (200, "titik parkir: Horas, Parluasan")
    part.unlink()
    app.do("destroy", "parkir", "--yes")
    assert "web_parkir" not in app.on("siantar-3", "kominfo-postgres", "names")
    (copy,) = app.on("siantar-3", "find", "/var/lib/kominfo/postgres", "-name", "web_parkir-*.dump").split()
    assert "TABLE public titik_titik" in app.on("siantar-3", "pg_restore", "--list", copy)
