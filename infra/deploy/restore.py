"""Copies put back: the control side into an empty home, then what servers hold onto built servers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from infra.backends.restic import Repository, Runner, Snapshot, find_restic, in_folder
from infra.backends.servers import archive
from infra.deploy.backup import CONTROL, SERVERS, connection, declared, repository, staging
from infra.deploy.session import Tell
from infra.engine.engine import passphrase_file
from infra.engine.locks import free_left_behind
from infra.engine.passphrase import Prompt, read, unlock
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem, UsageError
from infra.files import write_whole
from infra.home import Home, private_directory
from infra.model import City
from infra.plan.backup import Holding, holdings


@dataclass(frozen=True, slots=True)
class Kept:
    """One copy in one place."""

    repository: Repository
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class PutBack:
    """One holding: from which copy; ``left`` says that the server's own is newer and stayed."""

    holding: Holding
    copy: Kept
    left: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """The copies there are, the newest first; ``silent`` tells of places that could not be asked."""

    copies: tuple[Kept, ...]
    silent: tuple[Problem, ...]

    def newest(self, city: str, snapshot: str) -> Kept:
        """The newest copy, or the one named ``snapshot``; KominfoError when there is none."""
        return self._named(city, snapshot)[0]

    def holding(self, city: str, snapshot: str, mark: str) -> Kept | None:
        """The same among those that hold ``mark``, if any does."""
        return next((one for one in self._named(city, snapshot) if mark in one.snapshot.marks), None)

    def _named(self, city: str, snapshot: str) -> list[Kept]:
        if not self.copies:
            nothing = Problem(city, "", "there are no copies of it", "", "name their folder with --from")
            raise KominfoError(self.silent or nothing)
        named = [one for one in self.copies if one.snapshot.id.startswith(snapshot)]
        if not named:
            remedy = f"./kominfo backup {city} --list"
            raise UsageError(Problem("kominfo", "--snapshot", f"there is no copy {snapshot!r}", "", remedy))
        return named


@contextmanager
def shelf(city: City, tell: Tell, prompt: Prompt | None, source: Path | None) -> Iterator[tuple[Shelf, Home]]:
    """Every copy in the declared places, or in the folder ``source``; they can be read while it is open."""
    home = Home.find()
    places = [] if source else list(declared(city).to)
    # Before a first restore nothing is there to compare with, and nothing must be remembered of a wrong one.
    passphrase = unlock(home, prompt) if home.verifier.exists() else read(home, prompt)
    with passphrase_file(passphrase) as secret:
        runner = Runner(find_restic(tell), home.cache / "restic", secret)
        found = [in_folder(source.absolute(), city.name, runner)] if source else []
        silent: list[Problem] = []
        for place in places:
            if place.server and not home.city(city.name).ssh_key.exists():
                silent.append(_keyless(place.label))
            else:
                found.append(repository(city, place, runner))
        yield _looked_through(found, city.name, silent), home


def _looked_through(places: Iterable[Repository], city: str, silent: list[Problem]) -> Shelf:
    kept: list[Kept] = []
    for place in places:
        try:
            kept += [Kept(place, snapshot) for snapshot in place.snapshots(city)]
        except KominfoError as fault:
            silent += fault.problems
    newest_first = sorted(kept, key=lambda one: one.snapshot.time, reverse=True)
    return Shelf(tuple(newest_first), tuple(silent))


def restore_control(
    city: City, tell: Tell, prompt: Prompt | None, snapshot: str, source: Path | None, *, force: bool
) -> tuple[Kept, Path | None]:
    """The city's folder of the home as it was copied: which copy it was, and where the old folder went.

    Whatever stands there is refused, or with ``force`` moved aside. Until all is read back nothing changes.
    """
    standing = Home.find().city(city.name).root
    if standing.exists() and not force:
        raise UsageError(_stands(city.name, standing))
    with shelf(city, tell, prompt, source) as (copies, home), staging(home, city.name) as folder:
        kept = copies.newest(city.name, snapshot)
        tell(f"reading copy {kept.snapshot.id} of {kept.snapshot.time} from {kept.repository.label}")
        kept.repository.restore(kept.snapshot.id, f"/{CONTROL}", folder)
        restored = folder / CONTROL / city.name
        if not restored.is_dir():
            raise KominfoError(Problem(kept.repository.label, kept.snapshot.id, "it holds no state of it"))
        _own(folder / CONTROL)
        aside = _exchange(home, city, restored)
        verifier = folder / CONTROL / home.verifier.name
        if verifier.exists() and not home.verifier.exists():
            write_whole(home.verifier, verifier.read_bytes())
    return kept, aside


def restore_servers(
    city: City, tell: Tell, prompt: Prompt | None, snapshot: str, source: Path | None
) -> tuple[tuple[PutBack, ...], tuple[Problem, ...]]:
    """Put back what servers held, each from the newest copy that has it: what was, and what could not be."""
    if not Home.find().city(city.name).ssh_key.exists():
        remedy = f"first: ./kominfo restore {city.name}"
        raise UsageError(Problem(city.name, "", "its key to the servers is not here", "", remedy))
    done: list[PutBack] = []
    faults: list[Problem] = []
    with shelf(city, tell, prompt, source) as (copies, home):
        for holding in holdings(city):
            kept = copies.holding(city.name, snapshot, holding.mark)
            if kept is None:
                faults.append(Problem(holding.server, holding.kind, "no copy holds it"))
                continue
            try:
                with staging(home, city.name) as folder:
                    done.append(PutBack(holding, kept, left=not _put(city, holding, kept, folder, tell)))
            except KominfoError as fault:
                faults += [replace(one, path=one.path or holding.kind) for one in fault.problems]
    return tuple(done), tuple(faults)


def _put(city: City, holding: Holding, kept: Kept, folder: Path, tell: Tell) -> bool:
    """False when the server holds its own, which stays."""
    conn, writing = connection(city, holding.server), holding.writing
    if writing.held and archive.as_root(conn, writing.held).returncode == 0:
        return False
    if archive.as_root(conn, writing.built).returncode:
        remedy = f"./kominfo up {city.name} datacenter --refresh, then this again"
        raise KominfoError(Problem(conn.label, "", f"it is not ready for its {holding.what}", "", remedy))
    tell(f"putting {holding.what} of {kept.snapshot.time} onto {holding.server}")
    stored = Path(SERVERS, holding.file)
    kept.repository.restore(kept.snapshot.id, f"/{stored}", folder)
    try:
        archive.unpack(conn, folder / stored, writing.folder, writing.owner)
        for argv in writing.place:
            archive.must(conn, argv, f"putting back {holding.what}")
    finally:
        for argv in writing.after:
            archive.as_root(conn, argv)
    return True


def _exchange(home: Home, city: City, restored: Path) -> Path | None:
    """Move the restored folder to its place, and what stood there aside; the latter's new path."""
    place = home.city(city.name).root
    aside = None
    if place.exists():
        for file in (home.city(city.name).state / ".pulumi" / "stacks").glob(f"*/{city.name}.*.json"):
            free_left_behind(home, Stack(city.name, file.stem.partition(".")[2]))  # a run in it: refused
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        aside = private_directory(home.root / "aside") / f"{city.name}-{stamp}"
        place.rename(aside)
    private_directory(place.parent)
    try:
        restored.rename(place)
    except OSError:
        if aside:
            aside.rename(place)
        raise
    return aside


def _own(folder: Path) -> None:
    """Root gets files back with their former owners; the state belongs to whoever restores it."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), os.geteuid(), os.getegid(), follow_symlinks=False)


def _stands(city: str, folder: Path) -> Problem:
    return Problem(
        city,
        "",
        "a state of it stands",
        f"it is in {folder}, and would be replaced",
        "say --force to move it aside (nothing is deleted); --servers puts back what servers hold",
    )


def _keyless(label: str) -> Problem:
    return Problem(
        label,
        "",
        "this place cannot be reached",
        "the key to the city's servers is lost with the home",
        "bring the folder here by other means (the server's console, a disk), then name it with --from",
    )
