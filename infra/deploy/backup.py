"""Copies of what a city cannot lose: gathered in a private folder, then written to every declared place."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from infra.backends.restic import Repository, Runner, Saved, find_restic, in_folder, make_room_on, on_server
from infra.backends.servers import archive
from infra.backends.ssh import Connection, connection_for
from infra.deploy.session import Tell
from infra.engine.engine import passphrase_file
from infra.engine.passphrase import Prompt, unlock
from infra.errors import KominfoError, Problem, UsageError
from infra.files import locked
from infra.home import CityHome, Home, private_directory
from infra.model import Backup, City, Keep, Place
from infra.plan.backup import Holding, holdings

CONTROL = "control"
SERVERS = "servers"


@dataclass(frozen=True, slots=True)
class Copied:
    """What one place holds now; ``seconds`` it took to write, thin out and check."""

    place: str
    saved: Saved
    seconds: float


@dataclass(frozen=True, slots=True)
class Copies:
    """How a run ended. ``faults`` are what is missing from the copies, and places that got none."""

    copied: tuple[Copied, ...]
    faults: tuple[Problem, ...]


def backup(city: City, tell: Tell, prompt: Prompt | None, *, read_all: bool = False) -> Copies:
    """Make one copy in every place, forget the oldest, prove the rest; ``read_all`` reads every byte of it.

    A server that does not answer is left out and named; its former copies are then kept. Errors: KominfoError
    before anything is read (no places, no state, no or wrong passphrase, no restic, another run).
    """
    home, places = Home.find(), declared(city)
    if not home.city(city.name).state.exists():
        raise KominfoError(
            Problem(city.name, "", "there is nothing to copy", "it was never up", f"./kominfo up {city.name}")
        )
    passphrase, program = unlock(home, prompt), find_restic(tell)
    with passphrase_file(passphrase) as secret, staging(home, city.name) as folder:
        runner = Runner(program, home.cache / "restic", secret)
        stage_control(home.city(city.name), home.verifier, folder / CONTROL)
        marks, faults = _gather(city, folder / SERVERS, tell)
        run = _Run(city, runner, folder, tuple(marks), whole=not faults, read_all=read_all)
        copied = []
        for place in places.to:
            try:
                copied.append(run.copy_to(place, places.keep, tell))
            except KominfoError as fault:
                faults += fault.problems
    return Copies(tuple(copied), tuple(faults))


@dataclass(frozen=True, slots=True)
class _Run:
    """What was gathered, on its way to the places; not ``whole`` when a server's holdings are missing."""

    city: City
    runner: Runner
    folder: Path
    marks: tuple[str, ...]
    whole: bool
    read_all: bool

    def copy_to(self, place: Place, keep: Keep, tell: Tell) -> Copied:
        """Write, thin out, prove. Former copies go only when this one is whole."""
        started = time.monotonic()
        tell(f"{place.label}: making the copy")
        if place.server:
            make_room_on(connection(self.city, place.server), place.folder, self.city.name)
        target = repository(self.city, place, self.runner)
        target.ensure()
        names = sorted(path.name for path in self.folder.iterdir())
        saved = target.save(self.folder, names, self.city.name, self.marks)
        tell(f"{place.label}: checking it, and what is kept")
        target.check(None if self.read_all else datetime.now(UTC).isoweekday())
        if self.whole:
            target.thin_out(self.city.name, keep.daily, keep.weekly, keep.monthly)
        return Copied(place.label, saved, time.monotonic() - started)


def declared(city: City) -> Backup:
    """Where the city's copies are kept; UsageError when nothing says so."""
    if city.datacenter.backup is None:
        raise UsageError(
            Problem(
                f"{city.name}/datacenter.yaml",
                "backup",
                "nothing says where copies are kept",
                "",
                "declare it: docs/reference.yaml shows how; to read copies name their folder with --from",
            )
        )
    return city.datacenter.backup


@contextmanager
def staging(home: Home, city: str) -> Iterator[Path]:
    """A private folder that is gone afterwards; KominfoError while another run has it."""
    folder = home.work / f"{city}.backup"
    with ExitStack() as held:
        try:
            held.enter_context(locked(home.work / f"{city}.backup.lock", wait=False))
        except BlockingIOError:
            raise KominfoError(
                Problem(city, "", "a backup or restore of it is running", "", "wait until it ends")
            ) from None
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)  # of a killed run
        yield private_directory(folder)


def stage_control(home: CityHome, verifier: Path, folder: Path) -> None:
    """Copy the city's folder and what checks the passphrase; errors as KominfoError.

    Each file is whole, because files are replaced by renames. Locks are of this machine's runs alone, and
    stamps would call rebuilt servers unchanged.
    """

    def left_out(parent: str, names: list[str]) -> set[str]:
        of_runs = {home.root: "stamps", home.state / ".pulumi": "locks"}.get(Path(parent))
        return {of_runs} & set(names) if of_runs else set()

    try:
        shutil.copytree(home.root, private_directory(folder) / home.name, ignore=left_out)
        if verifier.exists():
            shutil.copy2(verifier, folder / verifier.name)
    except (OSError, shutil.Error) as error:
        remedy = "make room on that disk, and run it as the user whose state it is"
        raise KominfoError(Problem(str(home.root), "", "it cannot be copied", str(error), remedy)) from None


def repository(city: City, place: Place, runner: Runner) -> Repository:
    """The place as restic reaches it."""
    if place.server is None:
        return in_folder(Path(place.folder), city.name, runner)
    return on_server(connection(city, place.server), place.folder, city.name, runner, place.label)


def connection(city: City, name: str) -> Connection:
    server = city.server(name)
    return connection_for(city.name, str(server.address), server.port, name=name)


def _gather(city: City, folder: Path, tell: Tell) -> tuple[list[str], list[Problem]]:
    """Read every server's holdings into ``folder``; the marks of those read, and why others were not."""
    marks: list[str] = []
    faults: list[Problem] = []
    for holding in holdings(city):
        tell(f"reading {holding.what} of {holding.server}")
        try:
            _read(city, holding, folder / holding.file)
        except KominfoError as fault:
            faults += [replace(one, path=one.path or holding.kind) for one in fault.problems]
        else:
            marks.append(holding.mark)
    return marks, faults


def _read(city: City, holding: Holding, target: Path) -> None:
    conn, reading = connection(city, holding.server), holding.reading
    private_directory(target.parent)
    try:
        for argv in reading.before:
            archive.must(conn, argv, f"reading {holding.what}")
        archive.fetch(conn, reading.folder, reading.members, target, settled=reading.settled)
    except KominfoError:
        target.unlink(missing_ok=True)
        raise
    finally:
        for argv in reading.after:
            archive.as_root(conn, argv)
