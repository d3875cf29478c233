"""What a site runs, and files that parts point to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from infra.errors import Problem
from infra.model.draft import Draft, Whole
from infra.model.refusal import shown

_INSIDE = "Only what stands in the city's folder is reviewed and kept with it."


def ensure_one_source(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        given = [key for key in ("source", "git", "image", "like") if getattr(site, key) is not None]
        if len(given) != 1:
            fault = f"it has {' and '.join(given)}" if given else "nothing says what it runs"
            remedy = "Give exactly one of `source`, `git` (with `commit`), `image` and `like`."
            yield draft.problem(part, path, fault, "", remedy)


def ensure_commit_goes_with_git(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        if site.git and not site.commit:
            reason = "A branch or tag means something else tomorrow."
            remedy = "Add `commit:` with all 40 digits."
            yield draft.problem(part, (*path, "git"), "`git` has no `commit`", reason, remedy)
        if site.commit and not site.git:
            yield draft.problem(
                part, (*path, "commit"), "`commit` has no `git`", "", "Add `git:`, or remove it."
            )


def ensure_pins_are_of_built_sites(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        if site.pin and site.image:
            reason = "An image by digest is a pin already."
            yield draft.problem(
                part,
                (*path, "pin"),
                "`pin` stands beside `image`",
                reason,
                "Change `image`, or remove `pin`.",
            )


def advise_pins(whole: Whole) -> Iterator[Problem]:
    """Whoever deploys is told that a site will not change, and why."""
    for part, path, site in whole.sites:
        if site.pin:
            fault = f"{site.label} is pinned to {site.pin.digest[:19]}… by {site.pin.by}"
            remedy = "Remove `pin` to deploy what its source gives again."
            yield whole.problem(part, (*path, "pin"), fault, site.pin.why, remedy)


def _escape(folder: Path, relative: str) -> tuple[str, str] | None:
    """Fault and reason why ``relative`` does not stay inside ``folder``; None when it does."""
    try:
        resolved = (folder / relative).resolve()
    except (OSError, RuntimeError):  # RuntimeError: a loop of links
        return f"{shown(relative)} cannot be followed", "Its links go round in a circle."
    if not resolved.is_relative_to(folder.resolve()):
        return f"{shown(relative)} is a link out of the city's folder", _INSIDE
    return None


def ensure_sources_are_inside(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        if site.source is None:
            continue
        place = (*path, "source")
        if escape := _escape(draft.folder, site.source):
            yield draft.problem(part, place, *escape)
        elif not (draft.folder / site.source).is_dir():
            remedy = f"Make {draft.shown}/{site.source} (`./kominfo new` does), or correct the path."
            yield draft.problem(part, place, f"there is no folder {shown(site.source)}", "", remedy)


def ensure_ca_file_is_inside(whole: Whole) -> Iterator[Problem]:
    name = whole.datacenter.tls.ca_file
    if name is None:
        return
    path = ("tls", "ca_file")
    if escape := _escape(whole.folder, name):
        yield whole.declares(path, *escape)
    elif not (whole.folder / name).is_file():
        yield whole.declares(path, f"there is no file {shown(name)}", "", f"Put it into {whole.shown}.")
