"""The primary name server is away: names go on resolving, and a change waits."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Trial

pytestmark = pytest.mark.timeout(2400)


def test_the_primary_is_down_while_something_is_deployed(trial: Trial) -> None:
    """The part that needs it fails and names it; nothing else does, and the next `up` makes the change."""
    trial.change()
    with trial.visited():
        with trial.running("up") as run:
            trial.wait_for_a_phase(run)
            trial.on("siantar-1", "systemctl", "stop", "knot")
            ended = run.ended()
        trial.note(f"the run ended with {ended.code}")
        if ended.code:
            assert "name server" in ended.said, ended.said
        trial.on("siantar-1", "systemctl", "start", "knot")
        trial.heals()
