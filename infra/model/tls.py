"""The city's certificate."""

from __future__ import annotations

from infra.model.kinds import Email, ExtraName, FilePath, HttpUrl, Many
from infra.model.section import Section


class Tls(Section):
    """One wildcard certificate for ``*.<domain>`` and ``<domain>``.

    ``acme``: directory address; None means the lab's own authority, or Let's Encrypt for real servers.
    ``extra_names``: hosts below the first level, because a wildcard covers one: relative to the domain like
    labels (``ppid.dinkes``, or ``*.dinkes`` for all under it). ``ca_file``: the PEM that ``acme``'s own
    certificate is checked by, beside the part.
    """

    contact: Email
    acme: HttpUrl | None = None
    extra_names: Many[ExtraName] = ()
    ca_file: FilePath | None = None
