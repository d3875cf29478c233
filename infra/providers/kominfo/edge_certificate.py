"""kominfo:index:EdgeCertificate: the certificate that one edge presents to visitors, told by handshake."""

from __future__ import annotations

import time
from typing import ClassVar

from infra.backends.visit import certificate_drift
from infra.errors import KominfoError, Problem
from infra.providers.framework import Progress, Properties, Reading
from infra.providers.kominfo.fields import CITY, SERVER, TEXT, TEXTS, described, resource_schema
from infra.providers.kominfo.plain import DriftResource

TRIES, PAUSE = 60, 1.0
"""An edge that has just been told to start, or to load another certificate, takes some seconds."""


class EdgeCertificate(DriftResource):
    """Holds nothing: the role ``tls`` orders certificates, and this asks whether visitors get them."""

    token = "kominfo:index:EdgeCertificate"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "server"})
    schema: ClassVar = resource_schema(
        "Proof that an edge presents the city's certificate.",
        {
            "city": CITY,
            "server": SERVER,
            "addresses": described(TEXTS, "Of the edge, tried in this order."),
            "names": described(TEXTS, "Every name that the certificate must hold."),
            "caFile": described(TEXT, "What to trust; empty: the system's CAs."),
            "source": described(TEXT, "What brings and what presents it; others are to be asked again."),
        },
        {"drift": described(TEXTS, "What was presented when last asked, and what should be.")},
    )

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        progress(f"looking at the certificate that {inputs['server']} presents")
        for left in range(TRIES, 0, -1):
            drift = _drift(inputs)
            if not drift:
                return f"{inputs['city']}/{inputs['server']}/certificate", {**inputs, "drift": []}
            if left > 1:
                time.sleep(PAUSE)
        raise KominfoError(_problem(inputs["server"], drift))

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        return Reading(id, inputs, {**state, "drift": _drift(state)}) if state else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """There is nothing of it in the world."""


def _drift(values: Properties) -> list[str]:
    return certificate_drift(values["addresses"], values["names"], values["caFile"])


def _problem(server: str, drift: list[str]) -> Problem:
    found, wanted = (line[2:] for line in drift)
    return Problem(
        f"edge {server}",
        "",
        f"visitors do not get the city's certificate: {found}",
        f"it should be {wanted}",
        "see on the edge: certbot certificates, and journalctl -u docker; then run up again",
    )
