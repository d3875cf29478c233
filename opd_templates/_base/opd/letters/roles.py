"""Who works with letters. Which request somebody may see says ``opd.letters.access``, what may be done with it
``opd.letters.rules.flow``."""

from __future__ import annotations

ADMIN = "admin kota"
ROLES: dict[str, list[str]] = {
    "rt": [],
    "rw": [],
    "operator": [],
    "kasi": [],
    "sekretaris": ["letters.manage_officials"],
    "lurah": ["letters.manage_officials"],
    "camat": [],
    "pengelola": ["letters.manage_placements"],
    ADMIN: ["letters.manage_placements", "letters.see_city", "letters.manage_officials", "opd.view_user"],
}
