"""Copies that rot, or are locked by the dead: what is damaged is found, what is whole is given back."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.backends.restic import Repository, Runner, find_restic, in_folder
from infra.errors import KominfoError

CITY = "kota"
CHANCE = random.Random(18)  # noqa: S311  # no secret: it has to repeat


@dataclass(frozen=True, slots=True)
class Made:
    """A place with one good copy of ``source``; making one takes a second, so each test takes a duplicate."""

    runner: Runner
    source: Path
    folder: Path

    def duplicate(self, folder: Path) -> Repository:
        shutil.copytree(self.folder, folder)
        return in_folder(folder, CITY, self.runner)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("restic")
    (root / "source" / "control").mkdir(parents=True)
    for number in range(4):
        content = random.Random(number).randbytes(200_000)  # noqa: S311  # no secret
        (root / "source" / "control" / f"{number}.bin").write_bytes(content)
    (root / "password").write_text("rahasia")
    runner = Runner(find_restic(print), root / "cache", str(root / "password"))
    repository = in_folder(root / "copies", CITY, runner)
    repository.ensure()
    repository.save(root / "source", ["control"], CITY, ["control"])
    repository.check(None)
    return Made(runner, root / "source", root / "copies")


def flip(file: Path, at: int) -> None:
    """The bit ``at`` of the file, counted on from its start when it is shorter."""
    content = bytearray(file.read_bytes())
    content[at // 8 % len(content)] ^= 1 << at % 8
    file.chmod(0o600)
    file.write_bytes(content)


@pytest.mark.parametrize("kind", ["data", "index", "snapshots", "keys"])
def test_one_flipped_bit_is_found_wherever_it_is(made: Made, tmp_path: Path, kind: str) -> None:
    repository = made.duplicate(tmp_path / "copies")
    files = sorted(file for file in (tmp_path / "copies" / CITY / kind).rglob("*") if file.is_file())
    chosen = CHANCE.choice(files)
    bit = CHANCE.randrange(chosen.stat().st_size * 8)
    flip(chosen, bit)
    with pytest.raises(KominfoError) as caught:
        repository.check(None)
    (told,) = caught.value.problems
    assert told.remedy, f"bit {bit} of {chosen.name}"


@pytest.mark.parametrize("kind", ["data", "index"])
def test_a_missing_file_is_found(made: Made, tmp_path: Path, kind: str) -> None:
    repository = made.duplicate(tmp_path / "copies")
    next(file for file in (tmp_path / "copies" / CITY / kind).rglob("*") if file.is_file()).unlink()
    with pytest.raises(KominfoError, match="damaged"):
        repository.check(None)


def test_the_second_place_gives_it_all_back(made: Made, tmp_path: Path) -> None:
    rotten, whole = (made.duplicate(tmp_path / name) for name in ("one", "two"))
    for file in (tmp_path / "one" / CITY / "data").rglob("*"):
        if file.is_file():
            flip(file, 4000)
    with pytest.raises(KominfoError, match="damaged"):
        rotten.check(None)
    whole.check(None)
    (copy,) = whole.snapshots(CITY)
    whole.restore(copy.id, "/control", tmp_path / "back")
    for file in (made.source / "control").iterdir():
        assert (tmp_path / "back" / "control" / file.name).read_bytes() == file.read_bytes()


def left_by_a_dead_run(made: Made, copies: Path) -> Path:
    """The lock of a run that was killed while it made a copy: it waits for the rest of it for ever."""
    runner = made.runner
    words = ("--repo", str(copies), "--cache-dir", str(runner.cache), "backup", "--stdin")
    with subprocess.Popen(
        [runner.program, *words],
        env={**os.environ, "RESTIC_PASSWORD_FILE": runner.password_file},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as run:
        while not (locks := [file for file in (copies / "locks").iterdir() if "tmp" not in file.name]):
            assert run.poll() is None
        run.kill()
    return locks[0]


def test_a_dead_runs_lock_hinders_nobody(made: Made, tmp_path: Path) -> None:
    repository = made.duplicate(tmp_path / "copies")
    lock = left_by_a_dead_run(made, tmp_path / "copies" / CITY)
    assert lock.exists()
    with pytest.raises(KominfoError, match="another run is working on these copies"):
        repository.thin_out(CITY, 1, 0, 0)
    repository.ensure()
    assert not lock.exists()
    repository.save(made.source, ["control"], CITY, ["control"])
    repository.thin_out(CITY, 1, 0, 0)
    assert len(repository.snapshots(CITY)) == 1
