"""The look past the engine: what moved is named, the rest is left alone, in doubt the engine is to read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.engine.look import Moved, look
from infra.engine.sealing import salts
from infra.engine.stack import Stack
from infra.engine.starter import Starter
from infra.home import CHECKOUT
from tests.engine.conftest import PLUGIN, Stage


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    with Starter((str(PLUGIN),)) as starter:
        yield starter


def seen(stage: Stage, starter: Starter, part: str = "dinkes", plugin: Path = PLUGIN) -> Moved:
    """Names instead of URNs."""
    stack = Stack("demo", part)
    found = look(stage.engine, [stack], (str(plugin),), starter)[stack]
    return None if found is None else tuple(urn.rsplit("::", 1)[-1] for urn in found)


def test_what_moved_is_named(stage: Stage, starter: Starter) -> None:
    stage.want(a="1", b="1", c="1")
    stage.run("up")
    assert seen(stage, starter) == ()
    (stage.world / "a").write_text("by hand")
    (stage.world / "b").unlink()
    assert seen(stage, starter) == ("a", "b")
    assert (stage.world / "a").read_text() == "by hand"


def test_the_engine_reads_no_more_than_that(stage: Stage, starter: Starter) -> None:
    stage.want(a="1", b="1", c="1")
    stage.run("up")
    for name in "ab":
        (stage.world / name).write_text("by hand")
    urns = look(stage.engine, [Stack("demo", "dinkes")], (str(PLUGIN),), starter)[Stack("demo", "dinkes")]
    assert urns
    only = tuple(urn for urn in urns if urn.endswith("::a"))
    drift = stage.run("refresh", reread=only)
    assert {one.name: one.op for one in drift.differing} == {"a": "update"}
    stage.run("up", refresh=True, reread=())
    assert [(stage.world / name).read_text() for name in "abc"] == ["1", "by hand", "1"]
    assert seen(stage, starter) == ("b",)


def test_all_parts_of_a_city_at_once(stage: Stage, starter: Starter) -> None:
    stage.want(a="1")
    for part in ("datacenter", "dinkes", "dlh"):
        stage.run("up", part=part)
    stacks = [Stack("demo", part) for part in ("datacenter", "dinkes", "dlh", "never-made")]
    found = look(stage.engine, stacks, (str(PLUGIN),), starter)
    assert [found[stack] for stack in stacks] == [(), (), (), None]
    assert len(set(salts(stage.engine.home, "demo"))) == 1, "each salt costs a third of a second"


@pytest.mark.parametrize("unsettled", ["pending", "failed", "sealed otherwise", "no state"])
def test_what_only_the_engine_can_settle(stage: Stage, starter: Starter, unsettled: str) -> None:
    stage.want(a="1")
    stage.run("up")
    file = Stack("demo", "dinkes").checkpoint(stage.engine.home)
    state = json.loads(file.read_text())
    latest = state["checkpoint"]["latest"]
    thing = next(one for one in latest["resources"] if one["type"] == "kominfo:index:Thing")
    if unsettled == "pending":
        latest["pending_operations"] = [{"resource": thing, "type": "updating"}]
    elif unsettled == "failed":
        thing["initErrors"] = ["it is not as asked"]
    elif unsettled == "sealed otherwise":
        salt = latest["secrets_providers"]["state"]
        salt["salt"] = salt["salt"].replace(salt["salt"].split(":")[1], "AAAAAAAAAAA=", 1)
    else:
        latest["resources"] = []
    file.write_text(json.dumps(state))
    assert seen(stage, starter) is None


def test_a_plugin_that_does_not_start(stage: Stage, starter: Starter, tmp_path: Path) -> None:
    stage.want(a="1")
    stage.run("up")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pulumi-resource-kominfo").write_text("#!/bin/sh\nexit 3\n")
    (broken / "pulumi-resource-kominfo").chmod(0o755)
    assert seen(stage, starter, plugin=broken) is None


def test_a_read_that_fails_is_the_engines_to_tell(stage: Stage, starter: Starter) -> None:
    stage.want(a="1", b="1")
    stage.run("up")
    (stage.world / "a").unlink()
    (stage.world / "a").mkdir()  # reading it raises
    assert seen(stage, starter) == ("a",)


def test_nothing_is_left_running_or_lying(stage: Stage, starter: Starter) -> None:
    stage.want(a="1")
    stage.run("up")
    assert seen(stage, starter) == ()
    assert not list(stage.engine.home.work.glob("look-*"))


LOOK = """
import sys
from pathlib import Path
from infra.engine.engine import Engine
from infra.engine.look import look
from infra.engine.stack import Stack
from infra.engine.starter import Starter
from infra.home import Home
root, cache, engine, passphrase, plugin = sys.argv[1:]
known = Engine(Home(Path(root), Path(cache)), Path(engine), passphrase)
with Starter((plugin,)) as starter:
    look(known, [Stack("demo", "dinkes")], (plugin,), starter)
"""


def test_whoever_looks_goes_with_whoever_asked(stage: Stage, tmp_path: Path) -> None:
    stage.want(a="1")
    stage.run("up")
    silent = tmp_path / "silent"
    silent.mkdir()
    (silent / "pulumi-resource-kominfo").write_text(f"#!/bin/sh\nexec sleep 1000.{os.getpid()}\n")
    (silent / "pulumi-resource-kominfo").chmod(0o755)
    asked = stage.engine
    words = [asked.home.root, asked.home.cache, asked.root, asked.passphrase, silent]
    command = subprocess.Popen([sys.executable, "-c", LOOK, *map(str, words)], cwd=CHECKOUT)

    def sleeps() -> bool:
        return bool(subprocess.run(["pgrep", "-f", f"sleep 1000.{os.getpid()}"], capture_output=True).stdout)

    wait_for(sleeps)
    command.kill()
    command.wait()
    wait_for(lambda: not sleeps())


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
