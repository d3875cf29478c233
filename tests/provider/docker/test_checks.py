"""What the plugin refuses before anything is touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.backends.docker.daemon import UNLED, DaemonError
from infra.backends.docker.endpoint import Tunnel, UnixSocket, endpoint
from infra.errors import KominfoError
from infra.providers.docker.durations import duration, nanoseconds
from infra.providers.docker.image.context import Context, go_mode
from infra.providers.docker.settings import Settings, registry_of
from tests.support.plugin import UNKNOWN, Plugin, PluginError, secret

SERVICE = "docker:index/service:Service"
IMAGE = "docker:index/image:Image"
TASK = {"containerSpec": {"image": "i"}}


@pytest.fixture(scope="module")
def plugin() -> Iterator[Plugin]:
    plugin = Plugin.docker()
    yield plugin
    plugin.stop()


BROKEN: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "no name": (SERVICE, {"taskSpec": TASK}, "name", "is required"),
    "no image": (
        SERVICE,
        {"name": "x", "taskSpec": {"containerSpec": {}}},
        "taskSpec.containerSpec.image",
        "req",
    ),
    "misspelt": (
        SERVICE,
        {"name": "x", "taskSpec": {**TASK, "resource": {}}},
        "taskSpec.resource",
        "no such",
    ),
    "a text for a number": (
        SERVICE,
        {"name": "x", "taskSpec": TASK, "mode": {"replicated": {"replicas": "2"}}},
        "mode.replicated.replicas",
        "must be a whole, not str",
    ),
    "a wrong word": (
        SERVICE,
        {"name": "x", "taskSpec": TASK, "updateConfig": {"failureAction": "panic"}},
        "updateConfig.failureAction",
        "must be one of pause, continue, rollback",
    ),
    "a wrong duration": (
        SERVICE,
        {"name": "x", "taskSpec": TASK, "updateConfig": {"delay": "soon"}},
        "updateConfig.delay",
        "not a duration",
    ),
    "in a list": (
        SERVICE,
        {
            "name": "x",
            "taskSpec": {"containerSpec": {"image": "i", "mounts": [{"type": "nfs", "target": "/"}]}},
        },
        "taskSpec.containerSpec.mounts[0].type",
        "must be one of bind, volume, tmpfs",
    ),
    "waiting for a global service": (
        SERVICE,
        {"name": "x", "taskSpec": TASK, "mode": {"global": True}, "convergeConfig": {}},
        "convergeConfig",
        "conflicts with mode.0.global",
    ),
    "a network without name": ("docker:index/network:Network", {"driver": "overlay"}, "name", "is required"),
    "a secret in clear": (
        "docker:index/secret:Secret",
        {"name": "s", "data": "not base64!"},
        "data",
        "base64",
    ),
    "a config with both": (
        "docker:index/serviceConfig:ServiceConfig",
        {"name": "c", "data": "aXNp", "dataRaw": "isi"},
        "data",
        "exactly one",
    ),
    "an image of no registry": (
        IMAGE,
        {"imageName": "dinkes:1", "build": {"builderVersion": "BuilderV1"}},
        "imageName",
        "registry's host",
    ),
    "an image by BuildKit": (
        IMAGE,
        {"imageName": "r:5000/x:1", "build": {}},
        "build.builderVersion",
        "BuilderV1",
    ),
    "an image of nothing": (
        IMAGE,
        {"imageName": "r:5000/x:1", "build": {"builderVersion": "BuilderV1", "context": "/nowhere"}},
        "build.dockerfile",
        "no folder /nowhere",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_inputs_are_refused(plugin: Plugin, case: str) -> None:
    token, inputs, place, reason = BROKEN[case]
    _, faults = plugin.check(token, inputs)
    assert place in faults
    assert reason in faults[place]


def test_unknown_inputs_pass(plugin: Plugin) -> None:
    inputs = {"name": "x", "taskSpec": {"containerSpec": {"image": UNKNOWN, "secrets": UNKNOWN}}}
    assert plugin.check(SERVICE, inputs)[1] == {}


def test_secret_data_is_secret_even_when_the_program_forgot(plugin: Plugin) -> None:
    checked, _ = plugin.check("docker:index/secret:Secret", {"name": "s", "data": "aXNp"})
    assert checked["data"] == secret("aXNp")
    _, outputs = plugin.create("docker:index/secret:Secret", checked, preview=True)
    assert outputs["data"] == secret("aXNp")


def test_a_preview_asks_no_daemon(plugin: Plugin) -> None:
    plugin.configure(host="ssh://nobody@192.0.2.1:22")
    _, outputs = plugin.create(
        "docker:index/network:Network", {"name": "n", "driver": "overlay"}, preview=True
    )
    assert outputs["name"] == "n"
    assert outputs["ipamConfigs"] == UNKNOWN


def test_an_unreachable_server_is_said_in_words(plugin: Plugin) -> None:
    plugin.configure(host="ssh://nobody@127.0.0.1:1", sshOpts=json.dumps(["-F", "none"]))
    with pytest.raises(PluginError, match=r"(?s)no SSH connection.*port 1: Connection refused"):
        plugin.create("docker:index/network:Network", {"name": "n"})


@pytest.mark.parametrize(
    "setting", [{"host": "tcp://1.2.3.4:2375"}, {"host": "ssh://-oProxyCommand=x"}, {"nonsense": "x"}]
)
def test_wrong_settings_are_refused(plugin: Plugin, setting: dict[str, str]) -> None:
    with pytest.raises(PluginError, match="docker provider"):
        plugin.configure(**setting)


def test_a_registry_without_password_is_refused_and_passwords_are_never_shown() -> None:
    settings = Settings()
    with pytest.raises(KominfoError, match="needs username and password"):
        settings.configure({"registryAuth": [{"address": "r:5000", "username": "u"}]})
    settings.configure(
        {"registryAuth": [{"address": "https://r:5000/", "username": "u", "password": "hunter2"}]}
    )
    assert "hunter2" not in repr(settings.credentials)
    assert settings.auth_headers("r:5000/a/b@sha256:x")["X-Registry-Auth"]
    assert settings.auth_headers("other:5000/a") == {}


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("r.example:5000/a/b:1", "r.example:5000"),
        ("localhost/a", "localhost"),
        ("library/nginx", "docker.io"),
        ("nginx:1", "docker.io"),
    ],
)
def test_registry_of(image: str, registry: str) -> None:
    assert registry_of(image) == registry


def test_ssh_gets_our_options_first_and_no_shell() -> None:
    tunnel = endpoint("ssh://kominfo@10.0.0.1:2222", ("-o", "ControlMaster=auto"))
    assert isinstance(tunnel, Tunnel)
    command = tunnel.command(Path("/run/x.sock"))
    assert command.index("ControlMaster=no") < command.index("ControlMaster=auto")
    assert command[-4:] == ["-L", "/run/x.sock:/run/docker.sock", "--", "10.0.0.1"]
    assert endpoint("unix:///run/docker.sock") == UnixSocket("/run/docker.sock")


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1_500, "1.5µs"),
        (500_000_000, "500ms"),
        (1_500_000_000, "1.5s"),
        (60_000_000_000, "1m"),
        (90_000_000_000, "1m30s"),
        (3_600_000_000_000, "1h"),
        (3_630_000_000_000, "1h0m30s"),
    ],
)
def test_durations(count: int, text: str) -> None:
    assert duration(count) == text
    assert nanoseconds(text) == count


def test_the_context_digest_sees_names_modes_and_contents(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "page.html").write_text("isi")
    (tmp_path / "ignored.log").write_text("1")
    (tmp_path / ".dockerignore").write_text("# notes\n*.log\n")
    context = Context(tmp_path, tmp_path / "Dockerfile")
    first = context.digest()
    (tmp_path / "ignored.log").write_text("2")
    assert context.digest() == first
    seen = {first}
    for change in (
        lambda: (tmp_path / "page.html").write_text("lain"),
        lambda: (tmp_path / "page.html").chmod(0o755),
        lambda: (tmp_path / "page.html").rename(tmp_path / "other.html"),
        lambda: (tmp_path / "link").symlink_to("other.html"),
        lambda: (tmp_path / "Dockerfile").write_text("FROM scratch\nUSER 1\n"),
    ):
        change()
        seen.add(context.digest())
    assert len(seen) == 6


def test_the_archive_holds_a_dockerfile_from_outside(tmp_path: Path) -> None:
    import tarfile

    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page.html").write_text("isi")
    (tmp_path / "Other").write_text("FROM scratch\n")
    context = Context(tmp_path / "site", tmp_path / "Other")
    with context.archive() as file, tarfile.open(fileobj=file) as archive:
        assert set(archive.getnames()) == {"page.html", context.sent_dockerfile}
        assert {member.uid for member in archive} == {0}
    assert context.inner_dockerfile == "../Other"


def test_go_mode() -> None:
    assert go_mode(0o100644) == "-rw-r--r--"
    assert go_mode(0o120777) == "Lrwxrwxrwx"
    assert go_mode(0o104755) == "urwxr-xr-x"


@pytest.mark.parametrize(
    ("said", "unled"),
    [
        ("rpc error: code = DeadlineExceeded desc = context deadline exceeded", True),
        ("rpc error: code = Unknown desc = The swarm does not have a leader.", True),
        ("service web-dinkes not found", False),
    ],
)
def test_a_swarm_without_a_leader_is_called_that(said: str, unled: bool) -> None:
    (problem,) = DaemonError("siantar-1", 500, said).problems
    assert problem.fault == said
    assert ((problem.reason, problem.remedy) == UNLED) is unled
