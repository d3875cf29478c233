"""The plugin under the real engine, on a real swarm: what the recorded facts of the official one say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import CommandError

from tests.contract.docker.conftest import Swarm
from tests.contract.docker.engine import Story
from tests.contract.docker.program import OWNER, PASSWORD, REGISTRY, Wish, context, image

RECORDED = Path(__file__).parents[2] / "provider/docker/recorded/docker-plugin-5.2.0-state.json"


@pytest.fixture
def wish(docker_swarm: Swarm) -> Wish:
    return Wish(docker_swarm.host, tuple(docker_swarm.ssh_opts))


@pytest.fixture
def story(tmp_path: Path, engine_root: Path, wish: Wish) -> Iterator[Story]:
    story = Story(tmp_path, engine_root)
    yield story
    story.destroy(wish)


def test_the_whole_story(story: Story, wish: Wish, docker_swarm: Swarm) -> None:
    assert story.up(wish) == {"create": 8}  # with the stack and its provider
    assert {"web-dinkes", "edge"} <= docker_swarm.names("service")
    story.clean(wish)
    assert shapes(story.state(wish)) == shapes(recorded())

    newer = wish.but(version="2")
    assert story.preview(newer) == {"update": 2}
    assert story.up(newer) == {"update": 2}
    task = docker_swarm.inspect("service", "web-dinkes")["Spec"]["TaskTemplate"]
    assert task["ContainerSpec"]["Env"] == ["V=2"]
    story.clean(newer)

    assert story.up(newer.but(replicas=1)) == {"update": 1}
    assert "rahasia" not in story.text()
    assert "cmFoYXNpYQ" not in story.text()

    assert story.destroy(newer) == {"delete": 8}
    assert docker_swarm.names("service") == set()
    assert "edge" not in docker_swarm.names("network")
    assert docker_swarm.names("secret") | docker_swarm.names("config") == set()
    assert "dinkes-data" not in docker_swarm.names("volume")


def recorded() -> dict[str, Any]:
    entries: list[dict[str, Any]] = json.loads(RECORDED.read_text())
    return {str(place): entry for place, entry in enumerate(entries)}


def shapes(state: dict[str, Any]) -> dict[str, set[str]]:
    """Type -> every path of its outputs (all resources of the type together), without foreign keys."""
    found: dict[str, set[str]] = {}
    for entry in state.values():
        if entry["type"].startswith("docker:") and not entry["type"].endswith(":Image"):
            found.setdefault(entry["type"], set()).update(paths(entry["outputs"], ""))
    found["docker:index/network:Network"] = {
        path for path in found["docker:index/network:Network"] if not path.startswith(("options.", "labels["))
    }
    for token in ("volume:Volume", "secret:Secret", "serviceConfig:ServiceConfig"):
        found[f"docker:index/{token}"] = {
            path for path in found[f"docker:index/{token}"] if not path.startswith("labels[")
        }
    return found


def paths(value: Any, here: str) -> set[str]:
    if isinstance(value, dict) and not any(len(key) == 32 for key in value):  # not a secret
        inner = {key: item for key, item in value.items() if not key.startswith("__")}
        return {here}.union(*(paths(item, f"{here}.{key}".strip(".")) for key, item in inner.items()))
    if isinstance(value, list):
        return {here}.union(*(paths(item, f"{here}[]") for item in value))
    return {here}


def test_a_release_that_dies_fails_honestly_and_the_old_one_comes_back(
    story: Story, wish: Wish, docker_swarm: Swarm
) -> None:
    site = wish.but(only=("network", "secret", "config", "volume", "web"), replicas=1)
    story.up(site)
    with pytest.raises(CommandError) as caught:
        story.up(site.but(command=("/bin/cat", "/no-such-file")))
    assert "service rollback completed" in str(caught.value)
    assert "non-zero exit" in str(caught.value)
    assert "Traceback" not in str(caught.value).partition("kominfo.stack")[0].partition("Diagnostics")[2]
    task = docker_swarm.inspect("service", "web-dinkes")["Spec"]["TaskTemplate"]
    assert task["ContainerSpec"]["Args"] == ["1000"]
    assert story.up(site) in ({}, {"update": 1})  # harmless, as with the official plugin
    story.clean(site)


def test_one_that_runs_everywhere_is_waited_for_too(story: Story, wish: Wish, docker_swarm: Swarm) -> None:
    edge = wish.but(only=("network", "edge"))
    story.up(edge)
    assert docker_swarm.running("edge") == ["V=1"]
    story.up(edge.but(version="2"))
    assert docker_swarm.inspect("service", "edge")["UpdateStatus"]["State"] == "completed"
    assert docker_swarm.running("edge") == ["V=2"]
    with pytest.raises(CommandError, match="service rollback completed"):
        story.up(edge.but(version="3", edge_command=("/bin/cat", "/no-such-file")))
    assert docker_swarm.running("edge") == ["V=2"]
    story.up(edge.but(version="4"))
    assert docker_swarm.running("edge") == ["V=4"]
    story.clean(edge.but(version="4"))


def test_a_first_release_that_dies_leaves_nothing(story: Story, wish: Wish, docker_swarm: Swarm) -> None:
    dying = wish.but(only=("network", "secret", "config", "volume", "web"), command=("/bin/no-such-program",))
    with pytest.raises(CommandError) as caught:
        story.up(dying)
    assert "did not converge after 40s" in str(caught.value)
    assert "web-dinkes.1: task: non-zero exit (127)" in str(caught.value)
    assert "web-dinkes" not in docker_swarm.names("service")


def test_drift_is_seen_and_repaired(story: Story, wish: Wish, docker_swarm: Swarm) -> None:
    site = wish.but(only=("network", "secret", "config", "volume", "web"))
    story.up(site)
    docker_swarm.docker("service", "scale", "-d", "web-dinkes=0")
    assert story.refresh(site) == {"update": 1}
    assert story.up(site) == {"update": 1}
    docker_swarm.docker("service", "rm", "web-dinkes")
    assert story.refresh(site) == {"delete": 1}
    assert story.up(site) == {"create": 1}
    story.clean(site)


def test_what_a_killed_run_left_is_taken_over(
    story: Story, wish: Wish, docker_swarm: Swarm, tmp_path: Path, engine_root: Path
) -> None:
    """The same objects, made by a run whose state was lost."""
    site = wish.but(only=("network", "config", "volume"))
    (tmp_path / "lost").mkdir()
    Story(tmp_path / "lost", engine_root).up(site)
    network = docker_swarm.docker("network", "inspect", "-f", "{{.Id}}", "edge")
    assert story.up(site) == {"create": 5}
    assert story.state(site)["edge-net"]["id"] == network
    story.clean(site)


def test_a_killed_run_s_secret_is_made_anew(
    story: Story, wish: Wish, docker_swarm: Swarm, tmp_path: Path, engine_root: Path
) -> None:
    """Nobody can compare its content, so the old one goes."""
    (tmp_path / "lost").mkdir()
    Story(tmp_path / "lost", engine_root).up(wish.but(only=("secret",), data="lama"))
    old = docker_swarm.docker("secret", "inspect", "-f", "{{.ID}}", "dinkes-s-1")
    story.up(wish.but(only=("secret",)))
    assert docker_swarm.docker("secret", "inspect", "-f", "{{.ID}}", "dinkes-s-1") != old


@pytest.mark.parametrize("label", [None, "another.stack"])
def test_a_stranger_s_object_is_never_touched(
    story: Story, wish: Wish, docker_swarm: Swarm, label: str | None
) -> None:
    words = ("--label", f"{OWNER['label']}={label}") if label else ()
    docker_swarm.docker("network", "create", "-d", "overlay", *words, "edge")
    try:
        with pytest.raises(CommandError, match="network with name edge already exists"):
            story.up(wish.but(only=("network",)))
        assert "edge" in docker_swarm.names("network")
    finally:
        docker_swarm.docker("network", "rm", "edge")


def test_a_network_s_change_replaces_it_old_one_first(story: Story, wish: Wish) -> None:
    net = wish.but(only=("network",))
    story.up(net)
    story.refresh(net)
    assert story.preview(net.but(gateway=False)) == {"replace": 1}


def test_an_image_is_built_pushed_and_rebuilt_when_its_context_changes(
    story: Story, wish: Wish, tmp_path: Path, docker_swarm: Swarm
) -> None:
    folder = context(tmp_path / "site", "halaman")
    wishing = wish.but(only=(), image=image(folder, PASSWORD))
    assert story.up(wishing) == {"create": 3}
    made = story.state(wishing)["site"]
    assert made["id"] == f"{REGISTRY}/dinkes:1"
    digest = made["outputs"]["repoDigest"]
    assert digest.startswith(f"{REGISTRY}/dinkes@sha256:")
    recorded_image = next(entry for entry in recorded().values() if entry["type"].endswith(":Image"))
    assert set(made["outputs"]) == set(recorded_image["outputs"])
    assert set(made["inputs"]) == set(recorded_image["inputs"])
    story.clean(wishing)

    context(folder, "halaman baru")
    assert story.preview(wishing) == {"update": 1}
    assert story.up(wishing) == {"update": 1}
    assert story.state(wishing)["site"]["outputs"]["repoDigest"] != digest
    assert PASSWORD not in story.text()

    # Registry users and passwords change without a build.
    assert story.preview(wishing.but(image=image(folder, "lain"))) == {}
    context(folder, "sekali lagi")
    with pytest.raises(
        CommandError, match="error reading push output: unauthorized: authentication required"
    ):
        story.up(wishing.but(image=image(folder, "lain")))


def test_a_dockerfile_that_fails_shows_its_last_lines(story: Story, wish: Wish, tmp_path: Path) -> None:
    folder = context(tmp_path / "site", "halaman")
    (folder / "Dockerfile").write_text("FROM kominfo/test:1\nRUN echo sebelum; cat /no-such-file\n")
    with pytest.raises(CommandError) as caught:
        story.up(wish.but(only=(), image=image(folder, PASSWORD)))
    assert "building failed" in str(caught.value)
    assert "sebelum" in str(caught.value)
    assert "No such file or directory" in str(caught.value)
