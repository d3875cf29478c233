"""Going back to an earlier release: which there are, and the pin that makes one run."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from infra.deploy.session import Session
from infra.engine.outputs import outputs
from infra.errors import Problem, UsageError
from infra.model import Opd, Pin, Site
from infra.model.edit import record_pins


@dataclass(frozen=True, slots=True)
class Release:
    """One image of a site. ``back``: how many releases before the one that runs; negative: after it."""

    label: str
    digest: str
    at: str
    back: int


def releases(session: Session, opd: Opd) -> list[Release]:
    """The releases of the OPD's sites that are kept, the newest first, site by site."""
    told = outputs(session.engine, session.city.name, opd.opd) or {}
    kept: dict[str, Any] = told.get("releases") or {}
    return [release for site in opd.sites for release in numbered(site.label, kept.get(site.service))]


def numbered(label: str, kept: dict[str, Any] | None) -> list[Release]:
    """``kept``: what the resource Releases gave: ``current`` and ``releases``, the newest first."""
    if not kept:
        return []
    digests = [one["digest"] for one in kept["releases"]]
    running = digests.index(kept["current"])
    return [
        Release(label, one["digest"], one["at"], place - running)
        for place, one in enumerate(kept["releases"])
    ]


def pin(session: Session, opd: Opd, known: list[Release], back: int, label: str | None, why: str) -> Release:
    """Write the pin that makes the release ``back`` releases ago run at the next `up`.

    Errors: UsageError when the OPD has several built sites and none is named, or there is no such release.
    """
    site = _site(opd, known, label)
    found = next((one for one in known if one.label == site.label and one.back == back), None)
    if found is None:
        most = max((one.back for one in known if one.label == site.label), default=0)
        raise UsageError(
            Problem(
                f"{session.city.name}/{opd.opd}.yaml",
                site.label,
                f"there is no release {back} back",
                f"{most} before the one that runs are kept",
                f"./kominfo rollback {session.city.name} {opd.opd} --list",
            )
        )
    record_pins(session.city.folder / f"{opd.opd}.yaml", {site.label: _pin(found, why)})
    return found


def _pin(release: Release, why: str) -> Pin:
    try:
        return Pin(digest=release.digest, by=getpass.getuser(), why=why)
    except ValidationError as wrong:
        said = wrong.errors(include_url=False)[0]
        given = said.get("ctx", {})
        raise UsageError(
            Problem(
                "kominfo",
                str(said["loc"][0]),
                given.get("fault", said["msg"]),
                given.get("reason", ""),
                given.get("remedy", ""),
            )
        ) from None


def _site(opd: Opd, known: list[Release], label: str | None) -> Site:
    built = [site for site in opd.sites if (site.source or site.git) and label in (None, site.label)]
    if len(built) == 1:
        return built[0]
    names = ", ".join(dict.fromkeys(one.label for one in known)) or "none"
    fault = f"{label} is none of its sites with releases" if label else "it has several sites, or none"
    raise UsageError(Problem(opd.opd, "--site", fault, "", f"name one of: {names}"))
