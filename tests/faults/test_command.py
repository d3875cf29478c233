"""Faults of the command itself: killed, run twice at once."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Trial

pytestmark = pytest.mark.timeout(2400)


@pytest.mark.parametrize("family", [True, False], ids=["with-all-it-started", "alone"])
def test_killed_in_a_random_phase(trial: Trial, family: bool) -> None:
    """Alone: what it had begun is brought to an end without it, and the next `up` waits its turn."""
    trial.change()
    with trial.visited():
        with trial.running("up") as run:
            trial.wait_for_a_phase(run)
            run.kill(family=family)
        trial.heals()


def test_two_at_once(trial: Trial) -> None:
    """Whoever begins wins; the other is told who is at it and since when, and changes nothing."""
    trial.change()
    with trial.visited():
        with trial.running("up", "dinkes") as first:
            first.wait_for("dinkes: changing")
            second = trial.kominfo("up", "dinkes")
            assert second.code == 1, second.said
            assert "is working on it since 20" in second.said
            assert "wait until it ends" in second.said
            assert first.ended().code == 0
        trial.heals()
