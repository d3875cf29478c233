"""kominfo:index:PlatformCertificate: a server certificate of the platform's own authority."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from cryptography import x509

from infra.backends import keys
from infra.home import CityHome, Home
from infra.providers.framework import UNKNOWN, Progress, Properties, Reading, State
from infra.providers.kominfo.fields import CITY, TEXT, TEXTS, described, resource_schema
from infra.providers.kominfo.plain import PlainResource

RENEW = timedelta(days=90)


class PlatformCertificate(PlainResource):
    """Renewed by an update when under ``RENEW`` is left, the authority is another, or names change."""

    token = "kominfo:index:PlatformCertificate"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city"})
    secret_outputs = frozenset({"key"})
    schema: ClassVar = resource_schema(
        "A certificate for names inside the data center, signed by the platform's own authority.",
        {"city": CITY, "names": described(TEXTS, "DNS names and addresses.")},
        {
            "certificate": described(TEXT, "PEM."),
            "key": described(TEXT, "PEM.", secret=True),
            "ca": described(TEXT, "The authority's certificate, PEM."),
        },
    )

    def astray(self, state: State) -> list[str]:
        left = x509.load_pem_x509_certificate(
            state["certificate"].encode()
        ).not_valid_after_utc - datetime.now(UTC)
        late = ["certificate"] if left < RENEW else []
        return [*late, *(["ca"] if state["ca"] != _authority(_home(state)) else [])]

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "certificate": UNKNOWN, "key": UNKNOWN, "ca": _authority(_home(inputs)) or UNKNOWN}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        issued = keys.ensure_authority(_home(inputs)).issue(inputs["names"])
        made = f"{inputs['city']}/{inputs['names'][0]}"
        return made, {**inputs, "certificate": issued.certificate, "key": issued.key, "ca": issued.ca}

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        return self.create(inputs, progress)[1]

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        return Reading(id, inputs, state) if state else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """It is gone with its state; there is no revocation list inside the data center."""


def _home(values: Properties) -> CityHome:
    return Home.find().city(values["city"])


def _authority(home: CityHome) -> str:
    """The authority's certificate as it is now, empty when there is none: looking must not make one."""
    return home.ca_certificate.read_text() if home.ca_certificate.exists() else ""
