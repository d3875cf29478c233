"""Runs that are ended from outside: by a person, by a kill, by a lost parent; and how the next one heals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from infra.engine import history
from infra.engine.checkpoint import Checkpoint, read_checkpoint
from infra.engine.processes import end_family, process
from infra.engine.request import StackResult
from infra.engine.run import run_stack
from infra.engine.stop import Stop
from infra.files import locked
from infra.home import CHECKOUT
from tests.engine.conftest import Stage

PATIENCE = 120.0

SOMEBODY = """
import json, sys
from pathlib import Path
from infra.engine.engine import Engine
from infra.engine.request import StackRequest
from infra.engine.run import run_stack
from infra.home import Home
given = json.load(sys.stdin)
engine = Engine(Home(Path(given["home"]), Path(given["cache"])), Path(given["root"]), given["passphrase"])
request = StackRequest.from_json(given["request"])
result = run_stack(engine, request, lambda said: print(said.text, flush=True))
print(json.dumps([result.outcome, [str(problem) for problem in result.errors]]))
"""


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)


def somebody_runs(stage: Stage, operation: str = "up") -> subprocess.Popen[str]:
    """Another process (an operator's command) at work on the same stack."""
    given = {
        "home": str(stage.engine.home.root),
        "cache": str(stage.engine.home.cache),
        "root": str(stage.engine.root),
        "passphrase": stage.engine.passphrase,
        "request": stage.request(operation).to_json(),
    }
    other = subprocess.Popen(
        [sys.executable, "-c", SOMEBODY],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert other.stdin
    other.stdin.write(json.dumps(given))
    other.stdin.close()
    return other


def hears(other: subprocess.Popen[str], words: str) -> None:
    assert other.stdout
    assert any(line.startswith(words) for line in iter(other.stdout.readline, "")), f"never heard: {words}"


def answer(other: subprocess.Popen[str]) -> list[object]:
    assert other.stdout
    last = other.stdout.read().splitlines()[-1]
    other.wait()
    answered: list[object] = json.loads(last)
    return answered


def state(stage: Stage) -> Checkpoint:
    found = read_checkpoint(stage.request("up").stack.checkpoint(stage.engine.home))
    assert found
    return found


def writer(stage: Stage, name: str) -> int:
    """The plugin process that last wrote a thing."""
    return int((stage.world / f"{name}.log").read_text().split()[-1])


def gone(pid: int) -> bool:
    found = process(pid)
    return found is None or found.zombie


def test_killed_between_the_worlds_create_and_the_checkpoint_heals(stage: Stage) -> None:
    stage.want(a="1", b="1")
    (stage.world / "b.hold").touch()
    other = somebody_runs(stage)
    until((stage.world / "b").exists, "b is made in the world")
    until(lambda: any(step.name == "b" for step in state(stage).pending), "b's create is on record")
    plugin = writer(stage, "b")
    end_family(other.pid)
    other.wait()
    assert gone(plugin), "no plugin goes on changing the world"
    assert [step.kind for step in state(stage).pending] == ["creating"]
    locks = list(stage.request("up").stack.locks(stage.engine.home).glob("*.json"))
    assert len(locks) == 1, "the dead run's lock is still there"

    (stage.world / "b.hold").unlink()
    healed = stage.run("up")
    assert healed.outcome == "succeeded", healed.errors
    assert any("freed a lock" in note for note in healed.notes)
    assert "b was interrupted while creating: it will be done again" in healed.notes
    assert state(stage).pending == ()
    assert not stage.run("refresh").differs


def test_killed_in_an_update_heals(stage: Stage) -> None:
    stage.want(a="1")
    stage.run("up")
    stage.want(a="2")
    (stage.world / "a.hold").touch()
    other = somebody_runs(stage)
    until(lambda: (stage.world / "a").read_text() == "2", "a is changed in the world")
    until(lambda: state(stage).pending, "the update is on record")
    end_family(other.pid)
    other.wait()
    (stage.world / "a.hold").unlink()
    healed = stage.run("up")
    assert (healed.outcome, len(healed.notes)) == ("succeeded", 2), healed
    assert not stage.run("refresh").differs


def test_a_lost_parent_lets_the_step_end_and_the_state_be_saved(stage: Stage) -> None:
    stage.want(a="1")
    (stage.world / "a.hold").touch()
    other = somebody_runs(stage)
    until((stage.world / "a").exists, "a is made in the world")
    os.kill(other.pid, signal.SIGKILL)  # the command alone: its child lives and must notice
    other.wait()
    busy = stage.run("up")
    assert busy.outcome == "failed"
    assert f"{history.who()} is working on it since 20" in busy.errors[0].fault
    (stage.world / "a.hold").unlink()
    plugin = writer(stage, "a")
    until(lambda: gone(plugin), "the orphaned run ends by itself")
    with locked(stage.engine.work(stage.request("up").stack) / "lock"):  # it is over when it lets go
        assert state(stage).pending == (), "it settled its own step"
    after = stage.run("up")
    assert after.outcome == "succeeded", after.errors
    assert not stage.run("refresh").differs


def test_one_interrupt_ends_gently_and_leaves_nothing_pending(stage: Stage) -> None:
    stage.want(a="1")
    (stage.world / "a.hold").touch()
    stop, results = Stop(), list[StackResult]()
    runner = threading.Thread(
        target=lambda: results.append(
            run_stack(stage.engine, stage.request("up"), stage.events.append, stop=stop)
        )
    )
    runner.start()
    until((stage.world / "a").exists, "a is made in the world")
    stop.request()
    until(lambda: any(event.text.startswith("interrupted:") for event in stage.events), "it was told")
    (stage.world / "a.hold").unlink()
    runner.join(PATIENCE)
    assert [result.outcome for result in results] == ["interrupted"]
    assert state(stage).pending == ()
    assert not list(stage.request("up").stack.locks(stage.engine.home).glob("*.json"))
    assert stage.run("up").outcome == "succeeded"


def test_a_second_interrupt_kills_at_once_and_the_next_run_heals(stage: Stage) -> None:
    stage.want(a="1")
    (stage.world / "a.hold").touch()  # never taken away: a step that does not end
    stop, results = Stop(), list[StackResult]()
    runner = threading.Thread(
        target=lambda: results.append(run_stack(stage.engine, stage.request("up"), print, stop=stop))
    )
    runner.start()
    until((stage.world / "a").exists, "a is made in the world")
    until(lambda: state(stage).pending, "its create is on record")
    stop.request()
    stop.request()
    runner.join(PATIENCE)
    assert [result.outcome for result in results] == ["interrupted"]
    assert gone(writer(stage, "a"))
    (stage.world / "a.hold").unlink()
    healed = stage.run("up")
    assert healed.outcome == "succeeded", healed.errors
    assert not stage.run("refresh").differs


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_to_the_command_interrupt_the_run(stage: Stage, number: signal.Signals) -> None:
    stage.want(a="1")
    (stage.world / "a.hold").touch()
    other = somebody_runs(stage)
    until((stage.world / "a").exists, "a is made in the world")
    other.send_signal(number)
    hears(other, "interrupted:")
    (stage.world / "a.hold").unlink()
    assert answer(other)[0] == "interrupted"
    assert state(stage).pending == ()


def test_a_live_run_is_never_disturbed(stage: Stage) -> None:
    stage.want(a="1")
    (stage.world / "a.hold").touch()
    other = somebody_runs(stage)
    until((stage.world / "a").exists, "a is made in the world")
    refused = stage.run("up")
    assert refused.outcome == "failed"
    assert f"{history.who()} is working on it since 20" in refused.errors[0].fault
    (stage.world / "a.hold").unlink()
    assert answer(other) == ["succeeded", []]


def test_a_broken_state_file_is_put_right(stage: Stage) -> None:
    stage.want(a="1")
    stage.run("up")
    stage.want(a="2")
    stage.run("up")
    file = stage.request("up").stack.checkpoint(stage.engine.home)
    file.write_bytes(file.read_bytes()[:100])
    after = stage.run("up")
    assert after.outcome == "succeeded", after.errors
    assert any("put back" in note for note in after.notes)
    assert not stage.run("refresh").differs
