"""Where cities without servers are measured: a scratch folder, the whole `./kominfo`, the world in memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.bench.city import write_city
from infra.errors import KominfoError, Problem
from infra.files import write_whole
from infra.home import CHECKOUT

CITY = "kota"
MEMORY = Path("/dev/shm")  # noqa: S108  # where the world lives, if the machine has it


@dataclass(frozen=True, slots=True)
class Hall:
    """One city of ``opds`` OPDs: its declaration, state and world, all below ``folder``."""

    folder: Path
    opds: int
    root: Path

    @property
    def stacks(self) -> Path:
        return self.folder / "stacks" / CITY

    @property
    def world(self) -> Path:
        return self.folder / "world"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: text for name, text in os.environ.items() if not name.startswith("PULUMI_")},
            "KOMINFO_HOME": str(self.folder / "home"),
            "KOMINFO_STACKS": str(self.stacks.parent),
            "KOMINFO_BENCH_WORLD": str(self.world),
            "KOMINFO_PYTHON": sys.executable,
            "PYTHONPATH": str(CHECKOUT),
        }

    def up(self, *words: str) -> str:
        """`./kominfo up` of this city, and what it says; KominfoError when it fails."""
        return self.kominfo("up", *words)

    def kominfo(self, command: str, *words: str, status: int = 0) -> str:
        """What a command about this city says; KominfoError when it ends with another exit status."""
        argv = [sys.executable, "-m", "infra.bench.stage", command, CITY, *words]
        return _run(argv, self.environment, status)

    def plain(self, operation: str) -> None:
        """The floor: a plain Pulumi program with as many resources, in one stack."""
        custom, groups = self.resources()
        words = [str(self.folder / "plain"), str(self.root), str(custom), str(groups), operation]
        _run([sys.executable, "-m", "infra.bench.plain", *words], self.environment)

    def resources(self) -> tuple[int, int]:
        """(resources, components) in the city's states; providers and stacks are neither."""
        custom = groups = 0
        for file in (self.folder / "home").glob(f"cities/{CITY}/state/.pulumi/stacks/*/*.json"):
            for one in json.loads(file.read_text())["checkpoint"]["latest"]["resources"]:
                if not one["type"].startswith("pulumi:"):
                    custom, groups = custom + one["custom"], groups + (not one["custom"])
        return custom, groups


@contextmanager
def halls(root: Path) -> Iterator[Halls]:
    """A folder for as many cities as are asked for, gone at the end. ``root`` is the engine's."""
    with tempfile.TemporaryDirectory(prefix="kominfo-bench-", dir=MEMORY if MEMORY.is_dir() else None) as at:
        yield Halls(Path(at), root)


@dataclass(frozen=True, slots=True)
class Halls:
    folder: Path
    root: Path

    def bare(self, opds: int, name: str = "") -> Hall:
        """A city that is declared, and nothing more; whatever stood under that name is gone."""
        hall = Hall(self.folder / (name or str(opds)), opds, self.root)
        shutil.rmtree(hall.folder, ignore_errors=True)
        hall.world.mkdir(parents=True)
        (hall.folder / "plain").mkdir()
        write_city(hall.stacks, opds)
        write_whole(hall.folder / "home" / "passphrase", b"a-state-that-is-thrown-away\n")
        return hall

    def standing(self, opds: int) -> Hall:
        """A city that is up; made once."""
        hall = Hall(self.folder / str(opds), opds, self.root)
        if not hall.folder.exists():
            hall = self.bare(opds)
            hall.up()
        return hall


def _run(argv: list[str], environment: Mapping[str, str], status: int = 0) -> str:
    done = subprocess.run(
        argv,
        env=environment,
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != status:
        said = (done.stdout + done.stderr)[-3000:]
        raise KominfoError(Problem(argv[2], "", f"{' '.join(argv[3:5])} ended {done.returncode}", said))
    return done.stdout
