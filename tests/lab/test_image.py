"""The lab's images: made from packages, remade when the cached archive is damaged, never half made."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infra.backends.lab import image
from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.recipes import Recipe, server_recipe
from infra.errors import KominfoError
from infra.home import Home


@pytest.fixture
def recipe(lab_host: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recipe]:
    """A recipe of the test's own, and an empty cache."""
    monkeypatch.setenv("KOMINFO_CACHE", str(tmp_path))
    recipe = replace(server_recipe(mirror="http://127.0.0.1:9/debian"), name="test")
    yield recipe
    with docker_of_host(recipe.tag) as host:
        for made in host.images.list(name="kominfo/lab-test"):
            host.images.remove(str(made.id), force=True)


def _small(recipe: Recipe, archive_file: Path, _: object) -> None:
    """Stands for mmdebstrap where only what happens around it is asked: that takes a minute each time."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(recipe.name))
    archive_file.write_bytes(content.getvalue())


def test_a_mirror_that_does_not_answer_is_reported_and_nothing_is_cached(recipe: Recipe) -> None:
    with pytest.raises(KominfoError) as caught:
        image.ensure_image(recipe, print)
    text = str(caught.value)
    assert text.startswith("the lab's test image: cannot be made\n    why: ")
    assert "do: check that http://127.0.0.1:9/debian can be reached and holds trixie" in text
    assert [path.name for path in (Home.find().cache / "images").iterdir()] == [".lock"]


def test_an_image_docker_has_is_used_as_it_is(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "_make", _small)
    told: list[str] = []
    assert image.ensure_image(recipe, told.append) == recipe.tag
    assert told == ["importing the lab's test image"]
    assert image.ensure_image(recipe, told.append) == recipe.tag
    assert len(told) == 1


def test_an_image_docker_lost_is_imported_from_the_cache(
    recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as once:
        once.setattr(image, "_make", _small)
        image.ensure_image(recipe, print)
    with docker_of_host(recipe.tag) as host:
        host.images.remove(recipe.tag, force=True)
    assert image.ensure_image(recipe, print) == recipe.tag


def test_a_damaged_archive_is_made_again(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "_make", _small)
    cached = Home.find().cache / "images" / f"test-{recipe.digest}.tar"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"not a tar at all" * 64)
    told: list[str] = []
    assert image.ensure_image(recipe, told.append) == recipe.tag
    assert "the cached test image is damaged: making it again" in told
