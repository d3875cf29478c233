"""Sites that run what another one of their OPD runs."""

from __future__ import annotations

from collections.abc import Iterator

from infra.errors import Problem
from infra.model.city import did_you_mean
from infra.model.draft import Draft


def ensure_models_are_built_in_the_same_part(draft: Draft) -> Iterator[Problem]:
    """What is not this OPD's can change without it; an image by digest needs no model."""
    for part, path, site in draft.sites:
        if site.like is None:
            continue
        built = [
            one.site.label for one in draft.sites if one.part == part and (one.site.source or one.site.git)
        ]
        if site.like not in built and not _faulty(draft, part, site.like):
            fault = f"no site {site.like!r} is built in this file"
            reason = "A site is like one that has `source` or `git`."
            remedy = did_you_mean(site.like, built)
            yield draft.problem(part, (*path, "like"), fault, reason, remedy)


def ensure_releases_are_of_a_model(draft: Draft) -> Iterator[Problem]:
    remedy = "Write `pin` where a site is built, `release` where it is like another."
    for part, path, site in draft.sites:
        if site.release and not site.like:
            fault = "`release` stands without `like`"
            yield draft.problem(part, (*path, "release"), fault, "", remedy, key=True)
        if site.pin and site.like:
            yield draft.problem(part, (*path, "pin"), "`pin` stands beside `like`", "", remedy, key=True)


def _faulty(draft: Draft, part: str, label: str) -> bool:
    """Whether the file has that site, and something in it is at fault: that is told already."""
    data = draft.documents[part].data
    declared = {entry.get("label") for entry in data["sites"] if isinstance(entry, dict)}
    return label in declared and label not in {one.site.label for one in draft.sites if one.part == part}
