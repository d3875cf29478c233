"""The city's certificate, by handshake with each edge and by what certbot holds there."""

from __future__ import annotations

import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.backends.visit import handshake

ROLE = "edge"
ENOUGH = timedelta(days=15)


def _names(plan: Any) -> list[str]:
    """A host under each certificate name: the wildcard is tried with a name it must cover."""
    return [name.replace("*", "periksa") for name in plan.certificate_names]


def test_certificate_covers_the_names(server: Any, plan: Any, trust: Any) -> None:
    """The edge presents a trusted certificate for every declared name, good for 15 days or more."""
    for name in _names(plan):
        certificate, _ = handshake(server.address, name, trust.ca_file)
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
        assert ends - datetime.now(UTC) > ENOUGH, f"{name}: the certificate ends {ends:%Y-%m-%d}"


def test_certificate_is_the_ordered_one(server: Any, plan: Any, host: Any, trust: Any) -> None:
    """The edge presents the certificate that certbot ordered on this server."""
    _, der = handshake(server.address, plan.domain, trust.ca_file)
    ordered = host.check_output("cat /etc/letsencrypt/live/city/cert.pem")
    assert hashlib.sha256(der).hexdigest() == hashlib.sha256(ssl.PEM_cert_to_DER_cert(ordered)).hexdigest()


def test_renewal_is_scheduled(host: Any) -> None:
    """The renewal timer is enabled and runs."""
    timer = host.service("certbot.timer")
    assert timer.is_enabled
    assert timer.is_running
