"""The machine of states: every way ends, nobody leaves an end, and each move has one who may do it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd.complaints import states
from opd.complaints.states import MOVES, STATES

ACTORS = (states.COORDINATOR, states.LIAISON, states.OVERSIGHT, states.REPORTER, states.SYSTEM)
NEXT = st.tuples(st.sampled_from(sorted(MOVES)), st.booleans())


def reached(state: str) -> set[str]:
    """All states that some way leads to."""
    found, waiting = set(), [state]
    while waiting:
        at = waiting.pop()
        if at in found:
            continue
        found.add(at)
        for move, before, unit in product(
            MOVES.values(), (states.NEW, states.HANDED, states.WORKING), ("", "dlh")
        ):
            if at in move.sources:
                waiting.append(states.target(move, before if at == states.ASKED else "", unit))
    return found


def test_every_state_is_reached_from_the_first() -> None:
    assert reached(states.NEW) == set(STATES)


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_end(state: str) -> None:
    assert any(STATES[one].ended for one in reached(state))


@pytest.mark.parametrize("state", [code for code, state in STATES.items() if state.ended])
def test_nobody_leaves_an_end(state: str) -> None:
    assert states.possible(state, ACTORS) == {}


@pytest.mark.parametrize("state", [states.ASKED, states.DONE, states.POSTPONED])
def test_what_waits_for_somebody_has_a_way_out_for_the_night(state: str) -> None:
    assert any(states.SYSTEM in move.actors for move in states.possible(state, (states.SYSTEM,)).values())


@pytest.mark.parametrize(
    ("state", "actor", "first"),
    [
        (states.NEW, states.COORDINATOR, "teruskan"),
        (states.HANDED, states.LIAISON, "mulai"),
        (states.WORKING, states.LIAISON, "selesaikan"),
        (states.WORKING, states.OVERSIGHT, "selesaikan"),
        (states.POSTPONED, states.LIAISON, "lanjutkan"),
    ],
)
def test_what_leads_on_stands_first(state: str, actor: str, first: str) -> None:
    """Pages show the first as the thing to do."""
    assert next(iter(states.possible(state, (actor,)))) == first


@pytest.mark.parametrize("code", MOVES)
def test_a_move_names_states_and_actors_that_exist(code: str) -> None:
    move = MOVES[code]
    assert move.sources <= set(STATES)
    assert move.to in STATES or move.to == states.BACK
    assert move.actors
    assert move.actors <= set(ACTORS)
    assert not set(move.asks) & set(move.may)


@given(st.lists(NEXT, max_size=30), st.sets(st.sampled_from(ACTORS)))
def test_a_walk_stays_within_what_is_allowed(walk: list[tuple[str, bool]], actors: set[str]) -> None:
    state, before, unit = states.NEW, "", ""
    for code, has_unit in walk:
        move = states.possible(state, actors).get(code)
        if move is None:
            continue
        assert not move.actors.isdisjoint(actors)
        assert not STATES[state].ended
        if code == "minta-data":
            before = state
        unit = "dlh" if has_unit else unit
        state = states.target(move, before if state == states.ASKED else "", unit)
        assert state in STATES


def test_a_reporter_does_only_a_reporters_things() -> None:
    allowed = {code for state in STATES for code in states.possible(state, {states.REPORTER})}
    assert allowed == {"lengkapi", "buka-lagi", "cabut"}


def test_only_the_coordinator_verifies_and_refuses() -> None:
    for code in ("teruskan", "tolak", "gabung", "ke-sp4n", "jawab", "tunda"):
        assert MOVES[code].actors == {states.COORDINATOR}


def test_what_is_not_public_is_not_listed() -> None:
    assert not states.LISTED & {states.NEW, states.REFUSED, states.MERGED, states.NATIONAL, states.WITHDRAWN}
