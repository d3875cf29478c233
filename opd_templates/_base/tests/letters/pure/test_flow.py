"""The way of a request, whatever is tried in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from opd.letters.rules import flow
from opd.letters.rules.kinds import STOPS

ROLES = (flow.APPLICANT, flow.SYSTEM, flow.RT, flow.RW, *flow.DESK, *flow.SIGNERS, flow.CAMAT)


class Request(RuleBasedStateMachine):
    """Does what is possible, chosen by chance, and remembers who had their say."""

    @initialize(route=st.sets(st.sampled_from(STOPS)))
    def begin(self, route: set[str]) -> None:
        self.route, self.state, self.endorsed = frozenset(route), "draf", False
        self.signed = self.checked = self.known = False
        self.asked: set[str] = set()

    @rule(role=st.sampled_from(ROLES), data=st.data())
    @precondition(lambda self: hasattr(self, "state"))
    def act(self, role: str, data: st.DataObject) -> None:
        steps = flow.possible(self.state, {role})
        if not steps:
            return
        code = data.draw(st.sampled_from(sorted(steps)))
        self.endorsed = self.endorsed or flow.endorses(code, self.route)
        self.asked |= {self.state} & {flow.RT, flow.RW}
        self.state = flow.target(code, self.route, endorsed=self.endorsed)
        self.note(code)

    def note(self, code: str) -> None:
        if code == "lengkap":
            self.checked = True
        if code == "tanda_tangani":
            assert self.checked, "signed without a check"
            self.signed, self.known = True, False
        if code == "camat_setuju":
            self.known = True
        if flow.STEPS[code].letter == "batal":
            self.signed = False
        if self.state == "diperiksa":
            self.checked = False

    @invariant()
    def nobody_gets_what_nobody_signed(self) -> None:
        if getattr(self, "state", "") in ("siap", "diambil", "tidak_diambil"):
            assert self.signed
            assert flow.CAMAT not in self.route or self.known

    @invariant()
    def the_kelurahan_sees_nothing_before_those_of_the_route(self) -> None:
        if getattr(self, "state", "") == "diajukan":
            assert self.asked >= ({flow.RT, flow.RW} & self.route) or self.endorsed

    @invariant()
    def only_named_states(self) -> None:
        assert getattr(self, "state", "draf") in flow.STATES

    @invariant()
    def something_can_always_be_done_unless_it_is_over(self) -> None:
        state = getattr(self, "state", "draf")
        assert flow.possible(state, set(ROLES)) or state in flow.CLOSED


TestRequest = Request.TestCase


def test_what_is_refused_cancelled_or_revoked_stays_so() -> None:
    for state in ("batal", "ditolak", "dicabut"):
        assert flow.possible(state, set(ROLES)) == {}


def test_nobody_who_only_checks_may_sign_and_no_citizen_may_do_the_offices_work() -> None:
    for state in flow.STATES:
        assert "tanda_tangani" not in flow.possible(
            state, {*flow.DESK, flow.RT, flow.RW, flow.CAMAT, flow.APPLICANT}
        )
        own = {"kirim", "lengkapi", "batalkan", "unduh"}
        assert set(flow.possible(state, {flow.APPLICANT})) <= own


@pytest.mark.parametrize(
    "state", ["draf", "belum_lengkap", "rt", "rw", "siap", *sorted(flow.OFFICE), "camat"]
)
def test_what_waits_for_somebody_ends_without_them(state: str) -> None:
    """Drafts are deleted (``opd.letters.clearing``); everything else has a step of the system's."""
    assert state == "draf" or flow.possible(state, {flow.SYSTEM})


def test_a_step_leads_where_the_type_says() -> None:
    assert flow.target("kirim", ("rt", "rw")) == "rt"
    assert flow.target("kirim", ("rw",)) == "rw"
    assert flow.target("kirim", ()) == "diajukan"
    assert flow.target("rt_setuju", ("rt", "rw")) == "rw"
    assert flow.target("rt_setuju", ("rt",)) == "diajukan"
    assert flow.target("tanda_tangani", ("camat",)) == "camat"
    assert flow.target("lengkapi", ("rt", "rw"), endorsed=True) == "diajukan"
