"""The state machine of every example, walked at random: no way leads out of what the schema says."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from opd.service.schema import Kind, load
from opd.service.schema.kinds import APPLICANT

EXAMPLES = sorted((Path(__file__).parents[4] / "service" / "templates").glob("*[!y].yaml"))
KINDS = [(file.stem, code, kind) for file in EXAMPLES for code, kind in load(file.read_bytes()).jenis.items()]
kinds = pytest.mark.parametrize(
    "kind", [row[2] for row in KINDS], ids=[f"{row[0]}-{row[1]}" for row in KINDS]
)


def roles_of(kind: Kind) -> list[str]:
    return sorted({role for move in kind.langkah.values() for role in move.oleh})


@kinds
@given(seed=some.integers(), length=some.integers(0, 40))
def test_every_walk_stays_among_the_states_and_every_step_was_allowed(
    kind: Kind, seed: int, length: int
) -> None:
    chosen, state = random.Random(seed), kind.awal  # noqa: S311  # a walk, no secret
    for _ in range(length):
        role = chosen.choice(roles_of(kind) or [APPLICANT])
        moves = kind.moves(state, frozenset({role}))
        for move in kind.langkah.values():
            if move not in moves.values():
                assert state not in move.dari or role not in move.oleh
        if not moves:
            continue
        move = chosen.choice(list(moves.values()))
        assert role in move.oleh
        assert state in move.dari
        state = move.ke
        assert state in kind.status


@kinds
def test_nobody_moves_anything_without_a_role(kind: Kind) -> None:
    for state in kind.status:
        assert not kind.moves(state, frozenset())
        assert not kind.moves(state, frozenset({"orang lain"}))
        assert set(kind.applicant_moves(state)) <= {
            code for code, move in kind.langkah.items() if APPLICANT in move.oleh
        }


@kinds
def test_from_every_state_that_waits_an_end_is_reached(kind: Kind) -> None:
    ends = {code for code, state in kind.status.items() if state.akhir}
    before: set[str] = set()
    reaching = set(ends)
    while reaching != before:
        before = set(reaching)
        reaching |= {state for move in kind.langkah.values() if move.ke in reaching for state in move.dari}
    assert set(kind.status) == reaching
