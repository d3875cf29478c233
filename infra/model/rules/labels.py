"""Labels: who may be called what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.errors import Problem
from infra.model.document import Path
from infra.model.draft import Draft, PlacedSite, Whole
from infra.model.kinds import APEX, fqdn

_PLATFORM = "The platform publishes this name itself."
_MAIL = "Mail programs trust this name and send it passwords."
_PROXY = "Browsers and Windows look this name up by themselves and would take their settings from the site."

# Reserved first-level labels and why. Names with `_` are no labels at all.
RESERVED = {
    r"ns[0-9]+": _PLATFORM,
    "edge": _PLATFORM,
    "registry": _PLATFORM,
    "acme": _PLATFORM,
    "mail|smtp|imap|pop|pop3|webmail": _MAIL,
    "autoconfig|autodiscover": _MAIL,
    "wpad|isatap": _PROXY,
    "localhost": "RFC 6761 gives it to the machine that asks.",
    "hostmaster|postmaster|abuse": "RFC 2142 gives it to the people who answer for the domain.",
}
_LONGEST_SERVICE = 63  # Docker's limit on a service's name; `tasks.<service>` must also be a DNS label


def _labels(draft: Draft) -> Iterator[tuple[PlacedSite, Path, str]]:
    for placed in draft.sites:
        for path, label in placed.labels():
            yield placed, path, label


def ensure_labels_are_unique(draft: Draft) -> Iterator[Problem]:
    """One host, one owner: labels, aliases and tenants of all parts together."""
    first: dict[str, str] = {}
    for placed, path, label in _labels(draft):
        place = draft.place(placed.part, path)
        if label in first:
            reason = f"It stands already at {first[label]}."
            yield draft.problem(placed.part, path, f"the label '{label}' is taken", reason, "Choose another.")
        first.setdefault(label, place)


def ensure_labels_are_not_reserved(draft: Draft) -> Iterator[Problem]:
    for placed, path, label in _labels(draft):
        nearest = label.rsplit(".", 1)[-1]
        for pattern, why in RESERVED.items():
            if re.fullmatch(pattern, nearest):
                yield draft.problem(placed.part, path, f"'{nearest}' is reserved", why, "Choose another.")


def ensure_services_are_unique(draft: Draft) -> Iterator[Problem]:
    """`a.b` and `a-b` are two labels and one service name; so are `@` and `apex`."""
    first: dict[str, PlacedSite] = {}
    for placed in draft.sites:
        service, path = placed.site.service, (*placed.path, "label")
        if len(service) > _LONGEST_SERVICE:
            fault = f"its service would be named '{service}'"
            yield draft.problem(
                placed.part,
                path,
                fault,
                f"Docker allows {_LONGEST_SERVICE} characters.",
                "Shorten the label.",
            )
        earlier = first.setdefault(service, placed)
        if earlier is not placed and earlier.site.label != placed.site.label:
            place = draft.place(earlier.part, (*earlier.path, "label"))
            reason = f"'{earlier.site.label}' at {place} is the service '{service}' too."
            fault = f"'{placed.site.label}' is too like '{earlier.site.label}'"
            yield draft.problem(placed.part, path, fault, reason, "Choose another label.")


def ensure_hosts_are_not_too_long(whole: Whole) -> Iterator[Problem]:
    """RFC 1035 §2.3.4: 253 characters in all."""
    for placed, path, label in _labels(whole):
        length = len(fqdn(label, whole.domain))
        if length > 253:
            fault = f"the host would be {length} characters long"
            yield whole.problem(placed.part, path, fault, "DNS allows 253.", "Shorten the label.")


def ensure_labels_are_not_servers(whole: Whole) -> Iterator[Problem]:
    """Servers know each other as ``<server>.<domain>`` in /etc/hosts: a site of that name would vanish."""
    for placed, path, label in _labels(whole):
        if label in whole.datacenter.servers:
            reason = "Servers find each other by that name."
            yield whole.problem(placed.part, path, f"'{label}' is a server", reason, "Choose another.")


def ensure_nested_hosts_are_certified(whole: Whole) -> Iterator[Problem]:
    """A wildcard covers one level (RFC 6125 §6.4.3): deeper hosts stand in ``tls.extra_names``."""
    covered = set(whole.datacenter.tls.extra_names)
    for placed, path, label in _labels(whole):
        if label == APEX or "." not in label:
            continue
        parent = label.split(".", 1)[1]
        if not covered & {label, f"*.{parent}"}:
            reason = f"`*.{whole.domain}` covers one level only."
            remedy = f"Add '{label}' or '*.{parent}' to tls.extra_names in datacenter.yaml."
            fault = f"'{label}' is not in the certificate"
            yield whole.problem(placed.part, path, fault, reason, remedy)
