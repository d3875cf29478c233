"""What may happen to a ticket. Pure: no database, no Django.

Booked, waiting, called, serving, and one of the ends; a skipped ticket comes back once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from opd.refusal import Refused

BOOKED, WAITING, CALLED, SERVING, SKIPPED = "booked", "waiting", "called", "serving", "skipped"
DONE, REFERRED, CANCELLED, ABSENT = "done", "referred", "cancelled", "absent"

LABELS = MappingProxyType(
    {
        BOOKED: "Dipesan",
        WAITING: "Menunggu",
        CALLED: "Dipanggil",
        SERVING: "Dilayani",
        SKIPPED: "Lewat",
        DONE: "Selesai",
        REFERRED: "Diteruskan",
        CANCELLED: "Batal",
        ABSENT: "Tidak hadir",
    }
)
ENDS = frozenset({DONE, REFERRED, CANCELLED, ABSENT})
OPEN = frozenset(LABELS) - ENDS
PRESENT = OPEN - {BOOKED}

STEPS = MappingProxyType(
    {
        "check_in": (frozenset({BOOKED}), WAITING),
        "call": (frozenset({WAITING}), CALLED),
        "recall": (frozenset({CALLED}), CALLED),
        "serve": (frozenset({CALLED}), SERVING),
        "skip": (frozenset({CALLED}), SKIPPED),
        "requeue": (frozenset({SKIPPED}), WAITING),
        "finish": (frozenset({SERVING}), DONE),
        "refer": (frozenset({SERVING}), REFERRED),
        "cancel": (frozenset({BOOKED, WAITING, SKIPPED}), CANCELLED),
        "absent": (frozenset({BOOKED, WAITING, CALLED, SKIPPED}), ABSENT),
    }
)
"""Step → (from which states, to which)."""
STEP_LABELS = MappingProxyType(
    {
        "check_in": "Hadir",
        "call": "Panggil",
        "recall": "Panggil lagi",
        "serve": "Mulai layani",
        "skip": "Lewati",
        "requeue": "Antre lagi",
        "finish": "Selesai",
        "refer": "Teruskan",
        "cancel": "Batalkan",
        "absent": "Tidak hadir",
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """``calls``: since the ticket last waited; ``returns``: how often it came back after being skipped."""

    state: str
    calls: int = 0
    returns: int = 0


def after(now: Standing, step: str, most_calls: int, most_returns: int = 1) -> Standing:
    """Where ``step`` leads. Refused where it is not open from here."""
    if step not in STEPS:
        raise Refused("Tindakan ini tidak dikenal.")
    before, state = STEPS[step]
    if now.state not in before:
        raise Refused(
            f"Tiket berstatus {LABELS[now.state].lower()}: {STEP_LABELS[step].lower()} tidak dapat dilakukan."
        )
    if step == "call":
        return Standing(state, 1, now.returns)
    if step == "recall":
        if now.calls >= most_calls:
            raise Refused(f"Sudah dipanggil {now.calls} kali. Layani atau lewati.")
        return replace(now, calls=now.calls + 1)
    if step == "skip" and now.returns >= most_returns:
        return replace(now, state=ABSENT)
    if step == "requeue":
        return Standing(state, 0, now.returns + 1)
    return replace(now, state=state)


def steps(now: Standing, most_calls: int) -> tuple[str, ...]:
    """What may be done next, but for ``absent``, which only the day's end does."""
    found = []
    for step in STEPS:
        try:
            after(now, step, most_calls)
        except Refused:
            continue
        found.append(step)
    return tuple(step for step in found if step != "absent")
