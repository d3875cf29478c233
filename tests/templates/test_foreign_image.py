"""An image that was not made for the platform: what no site may be is refused while it is built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docker.errors import BuildError

from infra.backends.sources.dockerfile import STARTING, dockerfile
from tests.support.app_image import AppImage

NAME = "kominfo/test-foreign"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMINFO_CACHE", str(tmp_path / "cache"))


def built(app_image: AppImage, folder: Path, lines: str) -> str:
    """The user that its containers run as; the image is a stranger's, and holds nothing but these lines."""
    folder.mkdir()
    (folder / "Dockerfile").write_text(f"FROM scratch\n{lines}")
    context, file = dockerfile(folder, "", app_image.tag)
    file.write_text(file.read_text().replace(STARTING, "HEALTHCHECK"))  # this machine's Docker may be older
    image, _ = app_image.host.images.build(path=str(context), dockerfile=str(file), tag=NAME, forcerm=True)
    try:
        return str(image.attrs["Config"]["User"])
    finally:
        app_image.host.images.remove(NAME)


def refused(app_image: AppImage, folder: Path, lines: str) -> str:
    with pytest.raises(BuildError) as caught:
        built(app_image, folder, lines)
    return "".join(str(row.get("stream", "")) for row in caught.value.build_log)


@pytest.mark.parametrize("lines", ["", "USER 0\n", "USER 0:10000\n", "USER 10000\nUSER 0\n"])
def test_one_that_runs_as_root_is_refused(app_image: AppImage, tmp_path: Path, lines: str) -> None:
    assert "no site may run as root" in refused(app_image, tmp_path / "asing", lines)


def test_one_with_a_secret_in_it_is_refused(app_image: AppImage, tmp_path: Path) -> None:
    lines = "ENV DB_PASSWORD=kenari api_key=pipit TZ=Asia/Jakarta\nUSER 10000\n"
    said = refused(app_image, tmp_path / "asing", lines)
    (told,) = re.findall(r"all who have the image: ENV ([A-Za-z_ ]+)", said)
    assert sorted(told.split()) == ["DB_PASSWORD", "api_key"]


def test_another_is_built_and_runs_as_it_said(app_image: AppImage, tmp_path: Path) -> None:
    lines = "ENV TZ=Asia/Jakarta DB_PASSWORD= GPG_KEY=A035C8C1\nUSER 10000:10000\n"
    assert built(app_image, tmp_path / "asing", lines) == "10000:10000"
