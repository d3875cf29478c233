"""A run killed between the daemon's create and the checkpoint, at every type of ours in turn."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import docker
import pytest

from infra.backends.ssh import forward_socket
from infra.engine import passphrase
from infra.engine.checkpoint import Checkpoint, read_checkpoint
from infra.engine.engine import Engine
from infra.engine.orphans import DockerOrphans
from infra.engine.request import Operation, StackRequest, StackResult
from infra.engine.run import run_stack
from infra.engine.stop import Stop
from infra.home import Home
from tests.contract.docker.conftest import Swarm
from tests.contract.docker.program import PASSWORD, Wish, context, image, program
from tests.support import hold

# What is declared when the run of this type is killed. One more each time: they are made side by side.
KINDS = {
    "Network": ("network",),
    "Secret": ("network", "secret"),
    "ServiceConfig": ("network", "secret", "config"),
    "Volume": ("network", "secret", "config", "volume"),
    "Service": ("network", "secret", "config", "volume", "web"),
    "Image": ("network", "secret", "config", "volume", "web", "edge"),
}
OBJECTS = {
    "network": ["edge"],
    "secret": ["dinkes-s-1"],
    "config": ["cfg-1"],
    "volume": ["dinkes-data"],
    "service": ["edge", "web-dinkes"],
}
OURS = ("--filter", "label=kominfo.stack=demo.dinkes", "--format", "{{.Name}}")
PATIENCE = 120.0


def declare(folder: Path, part: str, upstream: Any, secrets: Any) -> None:
    """The contract's program, as a program of the engine's child; the wish is in a file."""
    del part, upstream
    given = json.loads((folder / "wish.json").read_text())
    listed = {name: tuple(given[name]) for name in ("ssh_opts", "command", "only", "registry_auth")}
    program(Wish(**{**given, **listed}))()


@dataclass
class Stage:
    """One stack, ``demo.dinkes``, run as the platform runs it."""

    engine: Engine
    folder: Path
    wish: Wish
    swarm: Swarm
    hold: hold.Hold
    said: list[str] = field(default_factory=list)

    def want(self, **changes: Any) -> None:
        (self.folder / "wish.json").write_text(json.dumps(asdict(self.wish.but(**changes))))

    def run(self, operation: Operation, stop: Stop | None = None) -> StackResult:
        with forward_socket(self.swarm.connection, "/run/docker.sock") as socket:
            client = docker.DockerClient(base_url=f"unix://{socket}")
            return run_stack(
                self.engine,
                self.request(operation),
                lambda event: self.said.append(event.text),
                finder=lambda _: DockerOrphans(client),
                stop=stop or Stop(),
            )

    def request(self, operation: Operation) -> StackRequest:
        return StackRequest(
            "demo",
            str(self.folder),
            "dinkes",
            operation,
            plugin_path=(str(hold.PLUGINS),),
            program="tests.contract.docker.test_killed:declare",
        )

    def state(self) -> Checkpoint | None:
        return read_checkpoint(self.request("up").stack.checkpoint(self.engine.home))

    def kill_after(self, type_: str) -> str:
        """Run ``up`` and kill it with its plugins while the create of ``type_`` has not returned."""
        self.hold.arm(type_)
        stop, results = Stop(), list[StackResult]()
        runner = threading.Thread(target=lambda: results.append(self.run("up", stop)))
        runner.start()
        deadline = time.monotonic() + PATIENCE
        while not (made := self.hold.holds(type_)):
            assert runner.is_alive(), (results, self.said)
            assert time.monotonic() < deadline, f"no {type_} was made"
            time.sleep(0.05)
        stop.kill()
        runner.join(PATIENCE)
        assert [result.outcome for result in results] == ["failed"]
        return made


@pytest.fixture(scope="module")
def stage(
    docker_swarm: Swarm, engine_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("city")
    home = Home(folder / "home", folder / "cache")
    site = image(context(folder / "site", "halaman"), PASSWORD)
    wish = Wish(docker_swarm.host, tuple(docker_swarm.ssh_opts), image=site)
    engine = Engine(home, engine_root, passphrase.create(home))
    (folder / "hold").mkdir()
    stage = Stage(engine, folder, wish, docker_swarm, hold.Hold(folder / "hold"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(hold.VARIABLE, str(stage.hold.folder))
        yield stage
        stage.run("destroy")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_leaves_a_step_that_the_next_run_settles(stage: Stage, kind: str) -> None:
    stage.want(only=KINDS[kind], **({} if kind == "Image" else {"image": {}}))
    stage.kill_after(f"docker.{kind}")
    state = stage.state()
    assert state
    assert kind in {step.type.rpartition(":")[2] for step in state.pending if step.kind == "creating"}
    assert stage.run("preview").outcome == "succeeded", "a killed run does not keep anybody from looking"


def test_then_it_converges_with_no_duplicate_and_no_orphan(stage: Stage) -> None:
    stage.want()
    healed = stage.run("up")
    assert healed.outcome == "succeeded", healed.errors
    assert any("was interrupted while creating" in note for note in healed.notes)
    state = stage.state()
    assert state
    assert state.pending == ()
    for kind, names in OBJECTS.items():
        assert sorted(stage.swarm.docker(kind, "ls", *OURS).split()) == names
    assert stage.run("refresh").differing == ()
