"""Tenants: those that are declared and those that the app knows are the same."""

from __future__ import annotations

from collections.abc import Iterator

from infra.errors import Problem
from infra.model import reading
from infra.model.document import Document
from infra.model.draft import PlacedSite, Whole
from infra.model.kinds import fqdn

PROFILE = "profil.yaml"
"""Of a project from our templates: facts of its OPD, of each tenant the ``host`` among them."""


def ensure_tenants_agree_with_the_profile(whole: Whole) -> Iterator[Problem]:
    for placed in whole.sites:
        document = _profile(whole, placed)
        known = _hosts(document) if document else None
        if document and known is not None:
            yield from _unreached(whole, placed, document, known)
            yield from _unknown(whole, placed, known)


def _unreached(
    whole: Whole, placed: PlacedSite, document: Document, known: dict[str, int]
) -> Iterator[Problem]:
    site = placed.site
    declared = {site.host(whole.domain), *(host for _, host in site.tenant_hosts(whole.domain))}
    for host, number in known.items():
        if host not in declared:
            remedy = f"Add its label and name to `tenants` of {placed.site.label} in {placed.part}.yaml."
            path = ("tenants", number, "host")
            yield document.problem(path, f"nothing leads to {host}", "It is not declared.", remedy)


def _unknown(whole: Whole, placed: PlacedSite, known: dict[str, int]) -> Iterator[Problem]:
    for number, tenant in enumerate(placed.site.tenants):
        if (host := fqdn(tenant.label, whole.domain)) not in known:
            fault = f"the app knows no {host}"
            remedy = f"Add it to `tenants` in {placed.site.source}/{PROFILE}, or remove it here."
            path = (*placed.path, "tenants", number, "label")
            yield whole.problem(placed.part, path, fault, "It would not know whose pages to show.", remedy)


def _profile(whole: Whole, placed: PlacedSite) -> Document | None:
    """The profile in the site's folder; what cannot be read there is the app's own tests' to tell."""
    if placed.site.source is None:
        return None
    file = whole.folder / placed.site.source / PROFILE
    if file.is_symlink() or not file.is_file():
        return None
    return reading.read(file.read_bytes(), f"{whole.shown}/{placed.site.source}/{PROFILE}")


def _hosts(document: Document) -> dict[str, int] | None:
    """Host → number of each tenant that the profile lists; None where the app has no tenants at all."""
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("tenants"), list):
        return None
    return {
        row["host"]: number
        for number, row in enumerate(data["tenants"])
        if isinstance(row, dict) and isinstance(row.get("host"), str)
    }
