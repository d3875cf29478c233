"""How an ACME authority calls itself in CAA records."""

from __future__ import annotations

import json
import ssl
import urllib.request

from infra.errors import KominfoError, Problem

SECONDS = 10.0
LARGEST = 64 * 1024


def issuers(url: str, ca_pem: str) -> tuple[str, ...]:
    """``caaIdentities`` of the directory at ``url`` (RFC 8555 §7.1.1); empty when it names none.

    ``ca_pem``: what its own certificate is checked by; empty: the system's CAs. KominfoError when silent.
    """
    trust = ssl.create_default_context(cadata=ca_pem or None)
    try:
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust))
        with opener.open(url, timeout=SECONDS) as answer:
            told = json.loads(answer.read(LARGEST))
        found = told.get("meta", {}).get("caaIdentities", [])
    except (OSError, ValueError, AttributeError) as error:
        reason = f"{error or type(error).__name__}"
        remedy = "Look whether this machine reaches it; tls.acme in datacenter.yaml names it."
        fault = "the certificate authority does not answer"
        raise KominfoError(Problem(url, "", fault, reason, remedy)) from None
    return tuple(str(name).lower() for name in found)
