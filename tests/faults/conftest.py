"""One city for all faults, brought up once; each fault is a trial of it, and leaves it whole.

`KOMINFO_TEST_CITY` (a city's folder) and `KOMINFO_HOME` of a city that stands already spare its creation.
"""

from __future__ import annotations

import http.client
import os
import re
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.backends import lab
from infra.backends.visit import get
from infra.home import CHECKOUT
from tests.faults import invariants, phases
from tests.faults.phases import SEED, VARIABLE, Run
from tests.faults.visitors import Visits, visiting, visitor
from tests.support.lab import copy_city, make_static
from tests.support.story import Ended, Story

STANDING = Path(os.environ["KOMINFO_TEST_CITY"]) if "KOMINFO_TEST_CITY" in os.environ else None
STANDING_HOME = os.environ.get("KOMINFO_HOME", "")
SEEN = "seen"
FAILED = pytest.StashKey[bool]()
CANARY = "burung-kenari-di-tambang"
PAGE = "dinkes/web/content/kontak.md"
COUNTED = re.compile(r"(hitungan-)(\d+)")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


def pytest_report_header() -> str:
    return f"{VARIABLE}={SEED}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was seen of each fault: the phase it came in, what visitors met, how long things took."""
    terminalreporter.section(f"faults, {VARIABLE}={SEED}")
    for report in (one for kind in ("passed", "failed") for one in terminalreporter.getreports(kind)):
        seen = [str(text) for name, text in report.user_properties if name == SEEN]
        if seen and report.when == "call":
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {'; '.join(seen)}")


@dataclass(slots=True)
class Trial:
    """The standing city while one fault is done to it.

    ``told`` is what `outputs` says of it, ``said`` all that commands printed meanwhile.
    """

    story: Story
    told: dict[str, Any]
    titles: dict[str, str]
    node: pytest.Item
    said: list[str] = field(default_factory=list)

    def note(self, seen: str) -> None:
        """A fact for the table of what was seen."""
        self.node.user_properties.append((SEEN, seen))

    def kominfo(self, command: str, *words: str) -> Ended:
        ended = self.story.kominfo(command, self.story.folder.name, *words)
        self.said.append(ended.said)
        return ended

    def do(self, command: str, *words: str) -> str:
        """A command that must succeed."""
        ended = self.kominfo(command, *words)
        assert ended.code == 0, ended.said[-6000:]
        return ended.said

    def change(self) -> None:
        """Let the next `up` have something to do with the image, service, routes and names of one OPD."""
        for file in (self.story.folder / "dinkes.yaml", self.story.folder / PAGE):
            file.write_text(COUNTED.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", file.read_text()))

    @property
    def city(self) -> str:
        return self.story.folder.name

    def on(self, server: str, *argv: str, stdin: bytes = b"") -> str:
        return self.story.on(server, *argv, stdin=stdin)

    @contextmanager
    def watched(self) -> Iterator[Visits]:
        """Visitors keep asking while the body runs; what they meet is for the test to judge."""
        with visiting(self.told, self.titles) as visits:
            yield visits
        self.note(str(visits))

    @contextmanager
    def visited(self, *, cut: bool = False) -> Iterator[Visits]:
        """Visitors keep asking while the body runs, and none of them may notice (I1)."""
        with self.watched() as visits:
            yield visits
        invariants.nobody_noticed(visits, cut=cut)

    @contextmanager
    def running(self, command: str, *words: str) -> Iterator[Run]:
        with phases.running(self.story, command, self.city, *words) as run:
            yield run
        self.said.append("".join(run.lines))

    def wait_for_a_phase(self, run: Run) -> None:
        self.note(phases.wait_for_a_phase(run, self.node.name))

    def until_whole(self, what: str = "whole again") -> None:
        """Until every site answers by every edge and every manager is back, and nobody did anything."""

        def whole() -> bool:
            return not invariants.unanswered(self.told, self.titles) and invariants.swarm_is_whole(self.story)

        self.note(f"{what} after {invariants.until(whole, what):.0f} s")

    def address(self, server: str) -> str:
        """The public address of an edge server."""
        found: str = next(one["address"] for one in self.told["edges"] if one["name"] == server)
        return found

    def served_by(self, server: str) -> list[str]:
        """Hosts that answer with their own page through the edge on ``server``, at this moment."""
        address = self.address(server)
        found = []
        for host in self.titles:
            with suppress(OSError, http.client.HTTPException):
                answer = get(address, host, ca_file=self.told["ca_file"])
                if answer.status == http.client.OK:
                    found.append(host)
        return found

    def heals(self) -> None:
        """I2: the next `up` converges by itself; and then the rest.

        What a killed command had begun may still be coming to its end: `up` says so, and is run again.
        """
        while "is working on it since" in (ended := self.kominfo("up")).said:
            assert ended.code == 1
            time.sleep(1)
        assert ended.code == 0, ended.said[-6000:]
        self.stays()

    def stays(self) -> None:
        """I3 to I5: what stands is what is known, no secret was said, and another `up` has nothing to do.

        The data center is read once, at the end (`standing`): it takes as long as all else together.
        """
        invariants.state_is_the_world(self.story, *(opd.opd for opd in self.story.city.opds))
        invariants.nothing_secret_was_said(self.story, self.said, [CANARY])
        invariants.a_second_up_does_nothing(self.story)
        assert invariants.unanswered(self.told, self.titles) == []


@pytest.fixture(scope="session")
def standing(session_home: Path, request: pytest.FixtureRequest) -> Iterator[Story]:
    """The city of the faults: one OPD has numbers to change, in an alias and a page, and a secret.

    After all of them the world is read whole: it is what the state of every part says (I3).
    """
    if STANDING:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KOMINFO_HOME", STANDING_HOME)
            yield (known := _prepared(Story(STANDING)))
            invariants.state_is_the_world(known)
        return
    request.getfixturevalue("lab_host")
    folder = request.getfixturevalue("tmp_path_factory").mktemp("stacks") / f"kota-{os.getpid()}"
    copy_city(CHECKOUT / "stacks" / "demo", folder)
    make_static(folder)
    made = Story(folder)
    try:
        made.do("demo", "--no-hosts")
        yield _prepared(made)
        invariants.state_is_the_world(made)
    finally:
        lab.remove_all(folder.name, print)


def _prepared(city: Story) -> Story:
    part, page = city.folder / "dinkes.yaml", city.folder / PAGE
    if "hitungan" not in part.read_text():
        declared = part.read_text().replace("[kesehatan]", "[kesehatan, hitungan-1]")
        part.write_text(f"{declared}    secrets: [kunci]\n")
        page.write_text(f"{page.read_text()}\nhitungan-1\n")
        planted = city.kominfo("secret", "set", city.folder.name, "dinkes", "kunci", given=CANARY)
        assert planted.code == 0, planted.said
    city.do("up")
    return city


@pytest.fixture(scope="session")
def told(standing: Story) -> dict[str, Any]:
    return standing.outputs()


@pytest.fixture(scope="session")
def titles(told: dict[str, Any]) -> dict[str, str]:
    """What each site's own page is called, read where nothing is wrong."""
    seen = {site["host"]: visitor(told).visit(site["host"]) for site in told["sites"]}
    assert len({one.title for one in seen.values()}) == len(seen), [str(one) for one in seen.values()]
    return {host: one.title for host, one in seen.items()}


@pytest.fixture
def trial(
    standing: Story, told: dict[str, Any], titles: dict[str, str], request: pytest.FixtureRequest
) -> Iterator[Trial]:
    """A fault that was not overcome spoils no other one: the city is set right after it."""
    yield Trial(standing, told, titles, request.node)
    if request.node.stash.get(FAILED, False):
        invariants.until(lambda: invariants.swarm_is_whole(standing), "the swarm is whole")
        standing.do("up", "--refresh")
