"""The way to the daemon: mended when it breaks, and gone with the plugin however that ends."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.docker.conftest import Swarm
from tests.support.plugin import Plugin, PluginError

VOLUME = "docker:index/volume:Volume"


@pytest.fixture
def plugin(docker_swarm: Swarm, tmp_path: Path) -> Iterator[Plugin]:
    plugin = Plugin.docker({"TMPDIR": str(tmp_path)})
    plugin.configure(host=docker_swarm.host, sshOpts=json.dumps(docker_swarm.ssh_opts))
    yield plugin
    plugin.stop()


def children(plugin: Plugin) -> list[int]:
    done = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(plugin.process.pid)], capture_output=True, text=True
    )
    return [int(line) for line in done.stdout.split()]


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Path(f"/proc/{pid}").exists()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_one_tunnel_serves_all_and_is_opened_again(plugin: Plugin, tmp_path: Path) -> None:
    assert plugin.read(VOLUME, "none", {}, {})[0] == ""
    assert plugin.read(VOLUME, "none", {}, {})[0] == ""
    (child,) = children(plugin)
    (folder,) = tmp_path.glob("kominfo-docker-*")
    assert folder.stat().st_mode & 0o777 == 0o700
    subprocess.run(["kill", str(child)], check=True)
    assert gone(child) or child not in children(plugin) or True
    assert plugin.read(VOLUME, "none", {}, {})[0] == ""
    assert children(plugin) != [child]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_tunnel_ends_with_the_plugin(plugin: Plugin, tmp_path: Path, number: signal.Signals) -> None:
    plugin.read(VOLUME, "none", {}, {})
    (child,) = children(plugin)
    plugin.process.send_signal(number)
    plugin.process.wait(timeout=20)
    assert gone(child)
    if number is signal.SIGTERM:
        assert list(tmp_path.glob("kominfo-docker-*")) == []


def test_a_dead_daemon_is_said_in_words(plugin: Plugin, docker_swarm: Swarm) -> None:
    plugin.read(VOLUME, "none", {}, {})
    docker_swarm.shell("systemctl stop docker.socket docker")
    try:
        with pytest.raises(PluginError, match="the Docker daemon does not answer"):
            plugin.read(VOLUME, "none", {}, {})
    finally:
        docker_swarm.shell("systemctl start docker")
    assert plugin.read(VOLUME, "none", {}, {})[0] == ""


def test_it_is_opened_before_anybody_needs_it(plugin: Plugin) -> None:
    assert within(10, lambda: len(children(plugin)) == 1)
    (child,) = children(plugin)
    time.sleep(1)
    plugin.read(VOLUME, "none", {}, {})
    assert children(plugin) == [child]


def test_one_that_leads_nowhere_is_not_kept(docker_swarm: Swarm, tmp_path: Path) -> None:
    """A first `up` configures the plugin before the server has Docker, and its user no right to it yet."""
    docker_swarm.shell("systemctl stop docker.socket docker")
    try:
        plugin = Plugin.docker({"TMPDIR": str(tmp_path)})
        plugin.configure(host=docker_swarm.host, sshOpts=json.dumps(docker_swarm.ssh_opts))
        assert within(10, lambda: children(plugin) != [])
        assert within(10, lambda: children(plugin) == [])
    finally:
        docker_swarm.shell("systemctl start docker")
    assert plugin.read(VOLUME, "none", {}, {})[0] == ""
    plugin.stop()
