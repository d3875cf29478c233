"""A site's source from Git: one commit, whole, and only over the protocols a declaration may name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from infra.backends.sources import source_folder
from infra.errors import KominfoError


@pytest.fixture
def repository(tmp_path: Path) -> tuple[str, str]:
    """(address, commit) of a repository with one file."""
    folder = tmp_path / "repository"
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.test"]
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    subprocess.run(["git", "-C", str(folder), "add", "."], check=True)
    subprocess.run(["git", "-C", str(folder), *identity, "commit", "--quiet", "-m", "one"], check=True)
    commit = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    return folder.as_uri(), commit.stdout.strip()


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMINFO_CACHE", str(tmp_path / "cache"))


def test_a_folder_beside_the_part(tmp_path: Path) -> None:
    assert source_folder(tmp_path, "dinkes/web", "", "") == tmp_path / "dinkes/web"


def test_one_commit_is_fetched_whole_and_kept(tmp_path: Path, repository: tuple[str, str]) -> None:
    found = source_folder(tmp_path, "", *repository, protocols="file")
    assert [path.name for path in found.iterdir()] == ["Dockerfile"]
    assert source_folder(tmp_path, "", *repository) == found  # kept: nothing is asked again


def test_a_local_path_is_no_address(tmp_path: Path, repository: tuple[str, str]) -> None:
    with pytest.raises(KominfoError, match="cannot be fetched"):
        source_folder(tmp_path, "", *repository)


def test_a_missing_commit_leaves_nothing(tmp_path: Path, repository: tuple[str, str]) -> None:
    with pytest.raises(KominfoError, match="cannot be fetched"):
        source_folder(tmp_path, "", repository[0], "0" * 40, protocols="file")
    assert list((tmp_path / "cache" / "sources").iterdir()) == []
