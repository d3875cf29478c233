"""The registry: the platform's certificate, a password for everything, and every declared image in it."""

from __future__ import annotations

from typing import Any

ROLE = "registry"


def test_registry_asks_for_a_password(host: Any, plan: Any) -> None:
    """The registry answers with the platform's certificate and refuses whoever has no password."""
    url = f"https://{plan.registry}/v2/"
    status = host.check_output("curl -sS -o /dev/null -w '%%{http_code}' %s", url)
    assert status == "401"
