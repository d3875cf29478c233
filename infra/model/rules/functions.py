"""What sites are for: no second app where the nation shares one, unless it is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.errors import Problem
from infra.model.draft import Draft, Whole
from infra.model.function import COMPLAINTS, SHARED, SP4N_URL, WORDS
from infra.model.rules.schemas import titles


def ensure_shared_functions_are_permitted(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        if site.function and site.function in SHARED and site.kind == "khusus" and not site.permission:
            fault = f"a national shared application covers {site.function}"
            reason = "Perpres 95/2018, article 63: offices build no other one without leave."
            remedy = (
                f"Use {SHARED[site.function]}; or write `permission: {{letter, date}}` of the leave (izin "
                "aplikasi sejenis), or `kind: umum` if this is the shared application itself."
            )
            yield draft.problem(part, (*path, "function"), fault, reason, remedy)


def ensure_permissions_are_for_something(draft: Draft) -> Iterator[Problem]:
    """A leave that stands beside another function was meant for something that is not said."""
    for part, path, site in draft.sites:
        if site.permission and site.function not in SHARED:
            fault = "`permission` is for a function that national shared applications cover"
            remedy = f"Write that `function` ({', '.join(SHARED)}), or remove `permission`."
            yield draft.problem(part, (*path, "permission"), fault, "", remedy, key=True)


def advise_apps_say_what_they_are_for(whole: Whole) -> Iterator[Problem]:
    """Only what is said can be held against the eight fields. A site that keeps nothing is no app."""
    for part, path, site in whole.sites:
        if site.database and site.function is None:
            fault = f"what the app at {site.label} is for is not said"
            reason = "Perpres 95/2018, article 63: in eight fields the nation shares one application."
            remedy = f"Write `function: layanan`, or the field it is of: {', '.join(SHARED)}."
            yield whole.problem(part, path, fault, reason, remedy)


def advise_schemas_agree_with_their_function(whole: Whole) -> Iterator[Problem]:
    """An app from a schema tells by its own words what it is, whatever its part says."""
    for part, path, site in whole.sites:
        if not site.source or site.kind == "umum" or site.function in SHARED:
            continue
        for title in titles(whole.folder / site.source):
            fields = [field for field, words in WORDS.items() if _has_word(title, words)]
            for field in fields:
                fault = f"its schema speaks of {title!r}, which may be of the field {field}"
                reason = (
                    f"There the nation shares one application: {SHARED[field]} (Perpres 95/2018, article 63)."
                )
                remedy = f"If it is, use that, or write `function: {field}` and the leave to run this one."
                at = (*path, "function") if site.function else path
                yield whole.problem(part, at, fault, reason, remedy)


def _has_word(title: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", title.lower()) for word in words)


def advise_complaints_reach_the_nation(whole: Whole) -> Iterator[Problem]:
    """Perpres 76/2013: one national place keeps the complaints about public services."""
    for part, path, site in whole.sites:
        if site.function == COMPLAINTS and site.kind == "khusus" and SP4N_URL not in site.environment:
            fault = f"complaints taken at {site.label} reach SP4N-LAPOR! by hand alone"
            reason = "It is where every complaint is followed up and counted (Perpres 76/2013)."
            remedy = (
                f"Give the app its connection (`environment: {{{SP4N_URL}: https://…}}`, secret sp4n_token, "
                "`egress`), or see that its staff exports each one and keeps the number it gets there."
            )
            yield whole.problem(part, (*path, "function"), fault, reason, remedy)
