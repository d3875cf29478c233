"""Roles are the schema's; what they may do with records, it says itself (``opd.service.access``)."""

from __future__ import annotations

from opd.service.current import schema

ROLES: dict[str, list[str]] = {
    name: ["service.manage_signers"] if name in schema().pengurus else [] for name in schema().peran
}
