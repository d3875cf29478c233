"""States, the moves between them, and corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opd.service.schema.faults import Path, known_are, shown
from opd.service.schema.kinds import APPLICANT
from opd.service.schema.model import Kind, Move, Schema, State
from opd.service.schema.rules.common import Found, has_personal, is_asked, is_live, of_kinds, of_parts
from opd.service.schema.unknown import Unjudged, one_by_one, some, those


@of_kinds
def records_begin_in_a_state(schema: Schema, path: Path, kind: Kind) -> Found:
    if kind.awal not in kind.status:
        yield (*path, "awal"), f"{shown(kind.awal)} is not a state", "", known_are(kind.awal, kind.status)


@of_parts("langkah")
def moves_name_what_is_there(schema: Schema, kind: Kind, path: Path, move: Move) -> Found:
    def of_key(key: str) -> Found:
        given = getattr(move, key)
        if key in ("ke", "surat"):
            names = [((*path, key), given)] if given is not None else []
        else:
            names = [((*path, key, number), name) for number, name in enumerate(given)]
        yield from one_by_one(lambda one: _unless_there(kind, key, *one), names)

    yield from one_by_one(of_key, _THERE)


def _is_live(kind: Kind, name: str) -> bool:
    field = kind.isian.get(name)
    return field is not None and is_live(field)


# What stands in a move: what it is called, whether a kind has it, and which there are.
_THERE: dict[str, tuple[str, Callable[[Kind, str], bool], Callable[[Kind], list[str]]]] = {
    "ke": ("a state", lambda kind, name: name in kind.status, lambda kind: [*kind.status]),
    "dari": ("a state", lambda kind, name: name in kind.status, lambda kind: [*kind.status]),
    "isi": ("a field", _is_live, lambda kind: those(is_live, kind.isian)),
    "bukan_pelaku": (
        "a move",
        lambda kind, name: name == "buat" or name in kind.langkah,
        lambda kind: [*kind.langkah, "buat"],
    ),
    "surat": ("a letter", lambda kind, name: name in kind.surat, lambda kind: [*kind.surat]),
}


def _unless_there(kind: Kind, key: str, where: Path, name: str) -> Found:
    what, is_there, known = _THERE[key]
    if not is_there(kind, name):
        yield where, f"{shown(name)} is not {what}", "", known_are(name, known(kind))


@of_kinds
def every_state_is_reached(schema: Schema, path: Path, kind: Kind) -> Found:
    """Nothing is said while a name that is no state may be the one that is meant."""
    if kind.awal not in kind.status:
        return
    ways, reached, before = set(_ways(kind)), {kind.awal}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {after for state, after in ways if state in reached}
    for code, state in kind.status.items():
        if code not in reached and not state.usang:
            reason = f"No row of moves leads from `{kind.awal}` to it."
            fault = f"the state {shown(code)} is never reached"
            yield (*path, "status", code), fault, reason, "Add a move, or `usang: true`."


def _ways(kind: Kind) -> Iterator[tuple[str, str]]:
    """From which state to which a record may go."""
    ways = [(state, move.ke) for move in kind.langkah.values() for state in move.dari]
    ways += [(code, state.tenggat.ke) for code, state in kind.status.items() if state.tenggat]
    for way in ways:
        if not all(state in kind.status for state in way):
            raise Unjudged
        yield way


@of_parts("status")
def every_state_is_left(schema: Schema, kind: Kind, path: Path, state: State) -> Found:
    code = str(path[-1])
    if not state.akhir and not state.usang and not some(lambda move: _leaves(kind, move, code), _moves(kind)):
        reason = "No move leads out of it, and it is not the end."
        yield path, f"records stay in {shown(code)} for good", reason, "Add a move, or `akhir: true`."


def _moves(kind: Kind) -> list[Move]:
    return [*kind.langkah.values()]


def _leaves(kind: Kind, move: Move, state: str) -> bool:
    """Unjudged where ``dari`` has a name that is no state: it may be the one that is meant."""
    if state in move.dari:
        return move.ke != state
    if not all(one in kind.status for one in move.dari):
        raise Unjudged
    return False


@of_parts("status")
def what_failed_has_ended(schema: Schema, kind: Kind, path: Path, state: State) -> Found:
    if state.gugur and not state.akhir:
        remedy = "Add `akhir: true`, or leave `gugur` out."
        yield (*path, "gugur"), "what goes on has not ended", "", remedy


@of_parts("status")
def waiting_for_applicants_ends(schema: Schema, kind: Kind, path: Path, state: State) -> Found:
    """Where it is the applicant's turn nobody else ends a record, and only what ended is deleted some day."""
    if state.tenggat or state.akhir or not kind.is_public:
        return
    code = str(path[-1])
    if not state.jeda and not _only_the_applicant_leaves(kind, code):
        return
    if has_personal(kind):
        fault = f"`tenggat` is missing: {shown(code)} waits for the applicant"
        reason = "Where nobody acts, personal data would be kept for good (UU 27/2022, Pasal 42)."
        remedy = (
            "Write `jeda: true, tenggat: {hari: 20, ke: …}`: working days, and the state that closes it then."
        )
        yield path, fault, reason, remedy


def _only_the_applicant_leaves(kind: Kind, state: str) -> bool:
    if some(lambda move: _leaves(kind, move, state) and {*move.oleh} != {APPLICANT}, _moves(kind)):
        return False
    return some(lambda move: _leaves(kind, move, state), _moves(kind))


@of_parts("status")
def only_applicants_are_waited_for(schema: Schema, kind: Kind, path: Path, state: State) -> Found:
    if not state.tenggat:
        return
    here = (*path, "tenggat")
    if not kind.is_public:
        reason = "Only records of `sifat: publik` have an applicant."
        yield here, "there is nobody to wait for", reason, "Leave `tenggat` out."
    elif state.akhir:
        yield here, "what has ended waits for nobody", "", "Leave `tenggat` out."
    elif not state.jeda:
        reason = "While the staff's clock runs it is not the applicant's turn."
        yield here, "`jeda: true` is missing", reason, "Add it to this state, or leave `tenggat` out."


@of_parts("status")
def waiting_leads_to_an_end(schema: Schema, kind: Kind, path: Path, state: State) -> Found:
    if not state.tenggat:
        return
    here, name = (*path, "tenggat", "ke"), state.tenggat.ke
    target = kind.status.get(name)
    if target is None:
        yield here, f"{shown(name)} is not a state", "", known_are(name, kind.status)
    elif not target.akhir:
        ends = those(lambda one: one.akhir, kind.status)
        yield (
            here,
            f"{shown(name)} is not an end",
            "The record would be kept for good.",
            known_are(name, ends),
        )


@of_parts("langkah")
def extensions_move_a_deadline(schema: Schema, kind: Kind, path: Path, move: Move) -> Found:
    here = (*path, "tambah_hari")
    if not move.tambah_hari:
        return
    if kind.tenggat is None:
        yield here, "there is no deadline to move", "", "Write `tenggat`, or leave this out."
    if not move.alasan:
        yield here, "`alasan: true` is missing", "Whoever waits longer is told why.", "Add it to this move."


@of_kinds
def corrections_leave_traces(schema: Schema, path: Path, kind: Kind) -> Found:
    if kind.koreksi == "tidak" and kind.koreksi_oleh:
        remedy = "Say `koreksi: ubah` or `koreksi: balik`."
        yield (*path, "koreksi_oleh"), "nothing may be corrected here", "", remedy
    if kind.koreksi != "tidak" and not kind.koreksi_oleh:
        yield (*path, "koreksi"), "nobody may correct", "", "Name roles in `koreksi_oleh`."


@of_kinds
def reversals_have_an_amount(schema: Schema, path: Path, kind: Kind) -> Found:
    if kind.koreksi == "balik" and not kind.jumlahkan:
        yield (*path, "koreksi"), "there is nothing to reverse", "", "Name the amounts in `jumlahkan`."


@of_parts("langkah")
def what_is_reversed_is_not_changed(schema: Schema, kind: Kind, path: Path, move: Move) -> Found:
    def judged(item: tuple[int, str]) -> Found:
        number, name = item
        field = kind.isian.get(name)
        if field is not None and is_asked(field):
            reason = "With `koreksi: balik` an entry stays as it was made; a mistake is reversed."
            remedy = "Ask for a field of `pengisi: petugas`."
            yield (*path, "isi", number), f"`{name}` would be changed", reason, remedy

    if kind.koreksi == "balik":
        yield from one_by_one(judged, enumerate(move.isi))
