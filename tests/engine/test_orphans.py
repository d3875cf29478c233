"""The look into a real Docker daemon: whole names, labels, and removal that may come too late."""

from __future__ import annotations

import os
from collections.abc import Iterator

import docker
import pytest

from infra.engine.heal import LABEL
from infra.engine.orphans import DockerOrphans

NAME = f"kominfo-orphan-{os.getpid()}"


@pytest.fixture
def client(lab_host: None) -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    for made in client.networks.list(names=[NAME]):
        made.remove()
    for volume in client.volumes.list(filters={"name": NAME}):
        volume.remove()
    client.close()


@pytest.mark.parametrize("kind", ["Network", "Volume"])
def test_found_by_whole_name_with_labels_and_removed_once(client: docker.DockerClient, kind: str) -> None:
    collection = client.networks if kind == "Network" else client.volumes
    collection.create(NAME, labels={LABEL: "demo.dinkes"})
    other = collection.create(f"{NAME}-longer")
    try:
        finder = DockerOrphans(client)
        (found,) = finder.find(kind, NAME)
        assert found.labels == {LABEL: "demo.dinkes"}
        finder.remove(kind, found.id)
        finder.remove(kind, found.id)
        assert finder.find(kind, NAME) == []
        assert [one.labels for one in finder.find(kind, f"{NAME}-longer")] == [{}]
    finally:
        other.remove()
