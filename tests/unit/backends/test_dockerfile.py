"""The program of the health check is added where an image has none of the platform's."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.backends.sources.dockerfile import (
    ADDED,
    INSPECTION,
    OF_BASE,
    STARTING,
    dockerfile,
    health_program,
)
from infra.home import CHECKOUT

WEB = "registry.kota.test:5000/base/web@sha256:" + "a" * 64
ON_BASE = "ARG WEB\nFROM debian AS build\nRUN true\nFROM ${WEB}\nCOPY --from=build /out /srv/www\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMINFO_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("last", ["FROM ${WEB}", "from $WEB", "  FROM --platform=linux/amd64 ${WEB} AS site"])
def test_a_site_on_the_base_image_is_built_as_it_stands(tmp_path: Path, last: str) -> None:
    (tmp_path / "Dockerfile").write_text(ON_BASE.replace("FROM ${WEB}", last))
    assert health_program(tmp_path) == OF_BASE
    assert dockerfile(tmp_path, "", WEB) == (tmp_path, tmp_path / "Dockerfile")


@pytest.mark.parametrize(
    "text",
    [
        "FROM node:22\nCMD node\n",
        "FROM ${WEB} AS web\nFROM scratch",
        "FROM $WEBX",
        f"{ON_BASE}USER 0\n",
        f"{ON_BASE}env A=1",
    ],
)
def test_any_other_gets_the_program_in_its_last_stage(tmp_path: Path, text: str) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    context, written = dockerfile(tmp_path, "", WEB)
    assert health_program(tmp_path) == ADDED
    assert context == tmp_path
    assert written.name == "Dockerfile", "ignore files go by that name"
    copied = f"COPY --from={WEB} /usr/bin/busybox {ADDED}\n"
    added = f'{copied}{INSPECTION}\n{STARTING} CMD ["{ADDED}", "true"]\n'
    assert written.read_text() == f"{text}\n{added}"
    assert dockerfile(tmp_path, "", WEB) == (context, written)
    assert (tmp_path / "Dockerfile").read_text() == text


def test_a_finished_image_is_wrapped() -> None:
    image = "registry.lain.test/app@sha256:" + "b" * 64
    context, written = dockerfile(None, image, WEB)
    assert health_program(None) == ADDED
    assert written.read_text().startswith(f"FROM {image}\n")
    assert list(context.iterdir()) == [written]


@pytest.mark.parametrize("image", ["edge", "web"])
def test_the_platform_s_own_images_are_asked_as_often_when_they_start(image: str) -> None:
    own = (CHECKOUT / "roles" / "images" / "files" / image / "Dockerfile").read_text()
    (check,) = [line for line in own.splitlines() if line.startswith("HEALTHCHECK")]
    assert set(STARTING.split()) <= set(check.split())


def test_without_a_dockerfile_the_build_says_so(tmp_path: Path) -> None:
    assert dockerfile(tmp_path, "", WEB) == (tmp_path, tmp_path / "Dockerfile")
