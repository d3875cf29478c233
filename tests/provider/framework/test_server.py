"""The framework as the engine meets it: a process, a port on standard output, gRPC."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.plugin import UNKNOWN, Plugin, PluginError, opened, secret, write_plugin

TOKEN = "test:index:Thing"
SOURCE = """
import time
from pathlib import Path
from infra.errors import KominfoError, Problem
from infra.providers.framework import (
    UNKNOWN, Diff, Failure, Reading, Resource, UnfinishedError, has_unknown, serve)

SETTINGS = {}

class Thing(Resource):
    token = "test:index:Thing"
    schema = {"properties": {"name": {"type": "string"}}}
    secret_outputs = frozenset({"key"})

    def check(self, inputs):
        bad = [] if inputs.get("name") else [Failure("name", "is required")]
        return {"size": 1, **inputs}, bad
    def diff(self, id, state, inputs):
        replace = [] if state.get("name") == inputs.get("name") else ["name"]
        update = [] if state.get("size") == inputs.get("size") else ["size"]
        if state.inputs.get("note") != inputs.get("note"):
            update.append("note")
        return Diff.of(replace=replace, update=update, delete_before_replace=True)
    def preview(self, inputs, state):
        return {**inputs, "key": UNKNOWN}
    def create(self, inputs, progress):
        mode = inputs["name"]
        progress("making " + mode)
        if mode == "refused":
            raise KominfoError(Problem("server a", "site", "no room", "disk is full", "make room"))
        if mode == "broken":
            return {}["missing"]
        if mode == "half":
            raise UnfinishedError("id-half", {"name": mode, "key": "k"}, "it does not run yet")
        if mode == "slow":
            time.sleep(1)
        return "id-" + mode, {**inputs, "key": "k", "settings": SETTINGS}
    def update(self, id, state, inputs, progress):
        return {**inputs, "key": state["key"], "before": state.inputs}
    def read(self, id, state, inputs):
        return None if id == "gone" else Reading(id, inputs, {**state, "seen": True})
    def delete(self, id, state, progress):
        if id == "held":
            raise OSError("it is held")

serve("test", "1.2.3", [Thing()], SETTINGS.update, config={"host": {"type": "string"}},
      cleanup=lambda: Path(__file__).with_name("cleaned").touch())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plugin")


@pytest.fixture(scope="module")
def plugin(folder: Path) -> Iterator[Plugin]:
    environment = {"KOMINFO_PROGRESS": str(folder / "progress"), "PYTHONPATH": "."}
    plugin = Plugin.start(write_plugin(folder, SOURCE), environment)
    yield plugin
    plugin.stop()


def test_check_returns_faults_and_defaults(plugin: Plugin) -> None:
    inputs, faults = plugin.check(TOKEN, {"size": 2})
    assert inputs == {"size": 2}
    assert faults == {"name": "is required"}
    assert plugin.check(TOKEN, {"name": "a"}) == ({"name": "a", "size": 1}, {})


def test_unknown_and_secret_inputs_stay_so(plugin: Plugin) -> None:
    inputs, _ = plugin.check(TOKEN, {"name": UNKNOWN, "password": secret("s")})
    assert inputs == {"name": UNKNOWN, "password": secret("s"), "size": 1}


def test_preview_creates_nothing(plugin: Plugin, folder: Path) -> None:
    number, outputs = plugin.create(TOKEN, {"name": "refused"}, preview=True)
    assert (number, outputs) == ("", {"name": "refused", "key": secret(UNKNOWN)})
    assert "making refused" not in _progress(folder)


def test_secrets_of_inputs_are_secret_in_outputs(plugin: Plugin) -> None:
    number, outputs = plugin.create(TOKEN, {"name": "a", "deep": {"password": secret("s"), "user": "u"}})
    assert number == "id-a"
    assert outputs["key"] == secret("k")
    assert outputs["deep"] == {"password": secret("s"), "user": "u"}


def test_diff_knows_state_and_old_inputs(plugin: Plugin) -> None:
    state = {"name": "a", "size": 1}
    same = plugin.diff(TOKEN, {**state, "__meta": "x"}, {**state, "note": "n"}, {**state, "note": "n"})
    assert same.changes == same.DIFF_NONE
    other = plugin.diff(TOKEN, state, {"name": "b", "size": 2, "note": "n"}, {**state, "note": "old"})
    assert other.changes == other.DIFF_SOME
    assert list(other.replaces) == ["name"]
    assert set(other.diffs) == {"name", "size", "note"}
    assert other.deleteBeforeReplace
    kinds = {name: change.kind for name, change in other.detailedDiff.items()}
    assert kinds["name"] == other.detailedDiff["name"].UPDATE_REPLACE
    assert kinds["size"] == other.detailedDiff["size"].UPDATE


def test_a_refusal_is_readable(plugin: Plugin) -> None:
    with pytest.raises(PluginError) as caught:
        plugin.create(TOKEN, {"name": "refused"})
    assert str(caught.value) == "server a: site: no room\n    why: disk is full\n    do: make room"


def test_a_bug_shows_no_traceback_but_leaves_one_in_the_progress_file(plugin: Plugin, folder: Path) -> None:
    with pytest.raises(PluginError) as caught:
        plugin.create(TOKEN, {"name": "broken"})
    assert str(caught.value) == "KeyError: 'missing'"
    assert "Traceback" in _progress(folder)


def test_an_unfinished_object_is_told_to_the_engine(plugin: Plugin) -> None:
    with pytest.raises(PluginError, match="does not run yet") as caught:
        plugin.create(TOKEN, {"name": "half"})
    assert caught.value.partial is not None
    assert caught.value.partial.id == "id-half"
    assert list(caught.value.partial.reasons) == ["it does not run yet"]


def test_read_of_what_is_gone_has_no_id(plugin: Plugin) -> None:
    assert plugin.read(TOKEN, "gone", {}, {}) == ("", {}, {})
    number, inputs, outputs = plugin.read(TOKEN, "x", {"key": secret("k")}, {"name": "a"})
    assert (number, inputs) == ("x", {"name": "a"})
    assert outputs == {"key": secret("k"), "seen": True}


def test_update_knows_the_state(plugin: Plugin) -> None:
    outputs = plugin.update(TOKEN, "x", {"key": secret("k"), "name": "a"}, {"name": "a", "size": 3})
    assert opened(outputs)["key"] == "k"
    assert outputs["size"] == 3


def test_delete_fails_honestly(plugin: Plugin) -> None:
    plugin.delete(TOKEN, "x", {})
    with pytest.raises(PluginError, match="OSError: it is held"):
        plugin.delete(TOKEN, "held", {})


def test_an_unknown_type_is_named(plugin: Plugin) -> None:
    with pytest.raises(PluginError, match="test:index:Other"):
        plugin.check("test:index:Other", {})


def test_settings_that_are_not_text_are_opened(plugin: Plugin) -> None:
    answer = plugin.configure(host="ssh://x", sshOpts='["-v"]', auth=secret('[{"password": "p"}]'), on="true")
    assert answer.acceptSecrets
    assert answer.supportsPreview
    _, outputs = plugin.create(TOKEN, {"name": "settings"})
    assert outputs["settings"] == {
        "host": "ssh://x",
        "sshOpts": ["-v"],
        "auth": [{"password": "p"}],
        "on": True,
    }


def test_blocking_work_of_many_resources_runs_at_once(plugin: Plugin) -> None:
    """Twelve that take a second each: on the event loop they would take turns."""
    started = time.monotonic()
    threads = [
        threading.Thread(target=plugin.create, args=(TOKEN, {"name": "slow", "size": n})) for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 12 / 2


def test_the_schema_holds_the_resource_and_the_settings(plugin: Plugin) -> None:
    from pulumi.runtime.proto import provider_pb2

    schema = json.loads(plugin.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert schema["version"] == "1.2.3"
    assert list(schema["resources"]) == [TOKEN]
    assert list(schema["provider"]["inputProperties"]) == ["host"]


def test_the_end_runs_the_cleanup_even_while_work_goes_on(tmp_path: Path) -> None:
    source = SOURCE.replace("time.sleep(1)", "time.sleep(600)")
    environment = {"KOMINFO_PROGRESS": str(tmp_path / "progress"), "PYTHONPATH": "."}
    plugin = Plugin.start(write_plugin(tmp_path, source), environment)

    def work() -> None:
        with pytest.raises(PluginError):
            plugin.create(TOKEN, {"name": "slow"})

    thread = threading.Thread(target=work)
    thread.start()
    while "making slow" not in _progress(tmp_path):
        time.sleep(0.05)
    plugin.process.terminate()
    assert plugin.process.wait(timeout=20) == 0
    thread.join()
    assert (tmp_path / "cleaned").exists()
    plugin.stop()


def _progress(folder: Path) -> str:
    file = folder / "progress"
    return file.read_text() if file.exists() else ""
