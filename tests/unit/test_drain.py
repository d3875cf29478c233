"""What is stopped may finish what it was asked: each grace outlasts the timeouts of whoever waits for it."""

from __future__ import annotations

import re

from infra.components.swarm import EDGE_GRACE, SITE_GRACE
from infra.home import CHECKOUT

CONFIGURATION = (CHECKOUT / "roles/edge/templates/haproxy.cfg.j2").read_text()


def seconds(duration: str) -> int:
    return int(duration.removesuffix("s"))


def timeout(name: str) -> int:
    """The last section's: it holds for sites."""
    return int(re.findall(rf"^  {name} (\d+)s$", CONFIGURATION, re.MULTILINE)[-1])


def test_a_site_outlasts_the_edge_s_patience() -> None:
    assert seconds(SITE_GRACE) > timeout("timeout server")


def test_an_edge_outlasts_its_worker_and_that_one_its_requests() -> None:
    assert seconds(EDGE_GRACE) > timeout("hard-stop-after") > timeout("timeout server")
