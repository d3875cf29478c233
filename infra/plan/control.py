"""What the control host itself contributes to a plan: gathered once, then plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"


@dataclass(frozen=True, slots=True)
class Control:
    """Facts of the control host.

    ``authorized_key`` is the city's public SSH key (one ``authorized_keys`` line); ``acme_url`` and
    ``acme_ca`` (PEM, empty for a publicly trusted one) say where certificates are ordered;
    ``role_sources`` gives each role's content hash, so that a changed role is run again; ``ca_file`` is what
    to trust for the sites (empty: the system's CAs). ``standing`` names the role runs the state holds,
    and ``founder`` the server that began the swarm they are in (empty: there is none yet). ``added_cas``
    (PEM) are what this machine trusts beside the public authorities, as in offices that look into HTTPS.
    ``look`` is the text of the city's own look, empty where it has none.
    """

    authorized_key: str
    acme_url: str = LETS_ENCRYPT
    acme_ca: str = ""
    role_sources: dict[str, str] = field(default_factory=dict)
    ca_file: str = ""
    standing: frozenset[str] = frozenset()
    founder: str = ""
    added_cas: tuple[str, ...] = ()
    look: str = ""
