"""Copies: where they may be kept, so that they are not lost with what they are copies of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from infra.errors import Problem
from infra.model.backup import Place
from infra.model.city import did_you_mean
from infra.model.document import Path
from infra.model.draft import Whole

_VOLATILE = "It is emptied at every start."
_SYSTEM = "It belongs to the system, which replaces it."
# Folders in which nothing can be kept, and why. What is copied itself would hold copies of copies.
_UNFIT = {
    "/dev": _VOLATILE,
    "/proc": _VOLATILE,
    "/run": _VOLATILE,
    "/sys": _VOLATILE,
    "/tmp": _VOLATILE,  # noqa: S108 - named to be refused
    "/var/run": _VOLATILE,
    "/boot": _SYSTEM,
    "/etc": _SYSTEM,
    "/usr": _SYSTEM,
    "/var/lib/docker": "Docker removes what it does not know there.",
    "/var/lib/docker-registry": "It is what is copied.",
    "/var/lib/knot": "It is what is copied.",
}


def _places(whole: Whole) -> Iterator[tuple[Path, Place]]:
    if whole.datacenter.backup:
        for number, place in enumerate(whole.datacenter.backup.to):
            yield ("backup", "to", number), place


def ensure_backup_servers_are_declared(whole: Whole) -> Iterator[Problem]:
    for path, place in _places(whole):
        if place.server and place.server not in whole.datacenter.servers:
            remedy = did_you_mean(place.server, list(whole.datacenter.servers))
            yield whole.declares((*path, "server"), f"there is no server '{place.server}'", "", remedy)


def ensure_backup_places_differ(whole: Whole) -> Iterator[Problem]:
    """Two places are two: neither the same folder nor one inside the other."""
    seen: list[tuple[str, Place]] = []
    for path, place in _places(whole):
        for where, other in seen:
            if place.server == other.server and _nested(place.folder, other.folder):
                reason = f"It is the place of {where}, or inside it, or around it."
                fault = f"{place.label} is no second place"
                yield whole.declares((*path, "folder"), fault, reason, "Name another disk or server.")
        seen.append((whole.place("datacenter", path), place))


def ensure_backup_folders_last(whole: Whole) -> Iterator[Problem]:
    for path, place in _places(whole):
        for unfit, reason in _UNFIT.items():
            if PurePosixPath(place.folder).is_relative_to(unfit):
                fault = f"{place.folder} cannot keep anything"
                yield whole.declares((*path, "folder"), fault, reason, "Use a folder such as /srv/backup.")


def ensure_backups_are_kept(whole: Whole) -> Iterator[Problem]:
    backup = whole.datacenter.backup
    if backup and not (backup.keep.daily or backup.keep.weekly or backup.keep.monthly):
        reason = "Every copy would be removed as soon as it is made."
        yield whole.declares(
            ("backup", "keep"), "nothing is kept", reason, "Keep one day, week or month at least."
        )


def advise_second_backup_place(whole: Whole) -> Iterator[Problem]:
    """What is lost with the control host, and what with a server, must be in another place."""
    backup = whole.datacenter.backup
    if not backup:
        return
    on_servers = sum(place.server is not None for place in backup.to)
    if on_servers == 0:
        fault, reason = "the control host alone keeps copies", "With its disk the state is lost as well."
        remedy = "Name a server too: {server: NAME, folder: /srv/backup}."
    elif on_servers == len(backup.to):
        fault = "only the city's own servers keep copies"
        reason = "They are reached with a key that is lost with the control host."
        remedy = "Name a folder of the control host too, on a disk of its own."
    else:
        return
    yield whole.declares(("backup", "to"), fault, reason, remedy)


def _nested(one: str, other: str) -> bool:
    first, second = PurePosixPath(one), PurePosixPath(other)
    return first.is_relative_to(second) or second.is_relative_to(first)
