"""Many small sites in one app: 53 kelurahan need not be 53 containers."""

from __future__ import annotations

from infra.model.kinds import Label, Title
from infra.model.section import Section


class Tenant(Section):
    """One more host that the same containers answer, as a site of its own: ``name`` is whose."""

    label: Label
    name: Title
