"""Rows about the engine's side: everything of ours is real but the servers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial

from infra.bench.city import name_of, write_datacenter, write_page
from infra.bench.hall import Hall, Halls
from infra.bench.measure import Row, Timed, interleaved

CITY, LARGE, SMALL, FEW = 49, 500, 50, 3
_version = itertools.count(1)


def noop(halls: Halls, runs: int) -> Iterator[Row]:
    hall = halls.standing(CITY)
    hall.plain("up")
    taken = interleaved(hall.up, partial(hall.plain, "up"), runs)
    yield Row(f"no-op `up` of {CITY} OPDs, stamped ÷ a plain Pulumi program's", *taken, 0.5, runs)


def refresh(halls: Halls, runs: int) -> Iterator[Row]:
    hall = halls.standing(CITY)
    hall.plain("up")
    taken = interleaved(partial(hall.up, "--refresh"), partial(hall.plain, "refresh"), runs)
    yield Row(f"`up --refresh` of {CITY} OPDs ÷ that program's", *taken, 1.5, runs)


def large(halls: Halls, runs: int) -> Iterator[Row]:
    big, city = halls.standing(LARGE), halls.standing(CITY)
    grown = LARGE / CITY
    for what, words in (("no-op `up`", ()), ("`up --refresh`", ("--refresh",))):
        ours, floor = interleaved(partial(big.up, *words), partial(city.up, *words), runs)
        yield Row(f"{what} of {LARGE} OPDs ÷ {CITY} OPDs' by {LARGE}/{CITY}", ours, floor * grown, 1.0, runs)


def creation(halls: Halls, runs: int) -> Iterator[Row]:
    def create(opds: int) -> Timed:
        return lambda: halls.bare(opds, f"new-{opds}").up()

    taken = interleaved(create(LARGE), create(SMALL), runs)
    yield Row(f"first creation of {LARGE} OPDs ÷ of {SMALL}", *taken, 12, runs)


def edge_replaced(halls: Halls, runs: int) -> Iterator[Row]:
    """Another server becomes the second edge: every OPD's routes must be there, and it must be probed."""

    def swap(hall: Hall) -> Callable[[], None]:
        moved = itertools.cycle((True, False))

        def do() -> None:
            write_datacenter(hall.stacks, moved=next(moved))
            hall.up("--allow", "deletes")

        return do

    taken = interleaved(swap(halls.standing(LARGE)), swap(halls.standing(FEW)), runs + runs % 2)
    yield Row(f"an edge replaced under {LARGE} OPDs ÷ under {FEW}", *taken, 3, runs)


def one_of_many(halls: Halls, runs: int) -> Iterator[Row]:
    def deploy(hall: Hall) -> Callable[[], None]:
        def do() -> None:
            write_page(hall.stacks, 0, f"Versi {next(_version)}")
            hall.up(name_of(0))

        return do

    taken = interleaved(deploy(halls.standing(LARGE)), deploy(halls.standing(FEW)), runs)
    yield Row(f"deploy of one OPD in a city of {LARGE} ÷ in a city of {FEW}", *taken, 1.1, runs)


ROWS: dict[str, Callable[[Halls, int], Iterator[Row]]] = {
    "noop": noop,
    "refresh": refresh,
    "one": one_of_many,
    "large": large,
    "creation": creation,
    "edge": edge_replaced,
}
