"""Servers that lose power, all of them at once."""

from __future__ import annotations

import pytest

from tests.faults import power
from tests.faults.conftest import Trial

pytestmark = pytest.mark.timeout(2400)

SERVERS = ("siantar-1", "siantar-2", "siantar-3")


def test_all_servers_reboot_at_once_and_there_is_no_registry(trial: Trial) -> None:
    """Services return from images that are there already, and no name ever shows another's site."""
    trial.on("siantar-1", "systemctl", "mask", "docker-registry")
    try:
        with trial.watched() as visits:
            power.cut(trial.city, *SERVERS)
            power.give(trial.city, *SERVERS)
            trial.until_whole()
        assert visits.strange == []
    finally:
        trial.on("siantar-1", "systemctl", "unmask", "docker-registry")
        trial.on("siantar-1", "systemctl", "start", "docker-registry")
    trial.stays()
