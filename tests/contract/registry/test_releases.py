"""The resource Releases against a real docker-registry: what is kept, in which order, and what goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from infra.backends.registry import Registry, keep_tag
from infra.providers.framework import Progress, State
from infra.providers.kominfo import releases
from infra.providers.kominfo.releases import Releases
from tests.contract.registry.server import push, registry

SAY = Progress("", "")
REPOSITORY = "sites/web-dinkes"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with registry(tmp_path) as running:
        opened = running.open()

        @contextmanager
        def here(_: Any) -> Iterator[Registry]:
            yield opened

        monkeypatch.setattr(releases, "_registry", here)
        yield opened


def inputs(digest: str) -> dict[str, Any]:
    return {"registry": "registry.kota.test:5000", "repository": REPOSITORY, "digest": digest, "keep": 3}


def digests(outputs: dict[str, Any]) -> list[str]:
    return [one["digest"] for one in outputs["releases"]]


def kept(client: Registry) -> set[str]:
    return {tag for tag in client.tags(REPOSITORY) if tag != "current"}


def deployed(client: Registry, *pages: str) -> tuple[list[str], State]:
    """The digests of ``pages``, deployed one after the other, and the state after the last."""
    pushed = [push(client, REPOSITORY, "current", page) for page in pages]
    state = State(Releases().create(inputs(pushed[0]), SAY)[1])
    for digest in pushed[1:]:
        state = State(Releases().update("id", state, inputs(digest), SAY))
    return pushed, state


def test_the_newest_are_kept_and_the_oldest_goes(client: Registry) -> None:
    pushed, state = deployed(client, "satu", "dua", "tiga", "empat")
    assert digests(state) == pushed[:0:-1]
    assert kept(client) == {keep_tag(digest) for digest in pushed[1:]}
    assert client.digest(REPOSITORY, pushed[0]) is None
    assert all(one["at"] for one in state["releases"])


def test_going_back_keeps_the_order_and_never_lets_go_of_what_runs(client: Registry) -> None:
    pushed, state = deployed(client, "satu", "dua", "tiga")
    back = State(Releases().update("id", state, inputs(pushed[0]), SAY))
    assert digests(back) == pushed[::-1]
    newer = push(client, REPOSITORY, "current", "empat")
    forward = Releases().update("id", back, inputs(newer), SAY)
    assert digests(forward) == [newer, pushed[2], pushed[1]]
    pinned = releases.listed(state["releases"], pushed[0], 1, "")
    assert [one["digest"] for one in pinned] == [pushed[0]]


def test_what_other_sites_run_is_kept_as_long_as_they_do(client: Registry) -> None:
    pushed, state = deployed(client, "satu", "dua", "tiga")
    for page in ("empat", "lima"):
        pushed.append(push(client, REPOSITORY, "current", page))
        held = {**inputs(pushed[-1]), "held": [pushed[0]]}
        state = State(Releases().update("id", state, held, SAY))
    assert digests(state) == [pushed[4], pushed[3], pushed[0]]
    assert client.digest(REPOSITORY, pushed[0]) == pushed[0]
    pushed.append(push(client, REPOSITORY, "current", "enam"))
    assert digests(Releases().update("id", state, inputs(pushed[-1]), SAY)) == [
        pushed[5],
        pushed[4],
        pushed[3],
    ]
    assert client.digest(REPOSITORY, pushed[0]) is None


def test_what_a_lost_state_left_counts_as_older_releases(client: Registry) -> None:
    pushed, _ = deployed(client, "satu", "dua")
    new = push(client, REPOSITORY, "current", "tiga")
    _, made = Releases().create(inputs(new), SAY)
    assert digests(made)[0] == new
    assert set(digests(made)) == {*pushed, new}


def test_a_read_names_what_is_gone(client: Registry) -> None:
    pushed, state = deployed(client, "satu", "dua")
    client.delete(REPOSITORY, pushed[0])
    reading = Releases().read("id", state, inputs(pushed[1]))
    assert reading
    assert digests(reading.outputs) == [pushed[1]]
    client.delete(REPOSITORY, pushed[1])
    assert Releases().read("id", state, inputs(pushed[1])) is None


def test_nothing_is_left_behind(client: Registry) -> None:
    pushed, state = deployed(client, "satu", "dua")
    Releases().delete("id", state, SAY)
    assert client.tags(REPOSITORY) == ()
    assert all(client.digest(REPOSITORY, digest) is None for digest in pushed)
    Releases().delete("id", state, SAY)
