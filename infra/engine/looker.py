"""The process that looks: every resource of many stacks is read by its plugin, without the engine.

Forked by ``starter``. Standard output: one JSON line ``{"result": {stack's name: [URN, …] or null}}``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import grpc  # type: ignore[import-untyped] # grpcio ships no types

from infra.engine.checkpoint import read_checkpoint
from infra.engine.engine import Engine
from infra.engine.nursery import VARIABLE as NURSERY
from infra.engine.nursery import open_nursery
from infra.engine.plugin import Plugin, Properties
from infra.engine.processes import end_family
from infra.engine.sealing import with_secrets_open, without_envelopes
from infra.engine.stack import Stack
from infra.errors import KominfoError
from infra.home import private_directory

AT_ONCE = 64  # as the engine reads a data center: reads of one server's roles that meet become one run
PROVIDER = "pulumi:providers:"


class Plugins:
    """One plugin for all providers of the same package and settings, whosever they are."""

    def __init__(self, environment: dict[str, str], opened: ExitStack) -> None:
        self._environment, self._opened = environment, opened
        self._running: dict[str, Plugin | KominfoError] = {}

    def of(self, provider: Properties) -> Plugin:
        """The plugin that speaks for a state's provider; KominfoError when it does not start."""
        package = provider["type"].removeprefix(PROVIDER)
        inputs = {name: one for name, one in (provider.get("inputs") or {}).items() if name[:2] != "__"}
        key = f"{package} {json.dumps(inputs, sort_keys=True)}"
        if key not in self._running:
            self._running[key] = self._start(package, inputs)
        found = self._running[key]
        if isinstance(found, KominfoError):
            raise found
        return found

    def _start(self, package: str, inputs: Properties) -> Plugin | KominfoError:
        try:
            plugin = Plugin(package, inputs, self._environment)
        except KominfoError as fault:
            return fault
        self._opened.callback(plugin.close)
        return plugin


Question = Callable[[], bool]
"""Asks the world of one resource: is it another than the state has it?"""


def reads(engine: Engine, stack: Stack, plugins: Plugins) -> dict[str, Question] | None:
    """What is to be asked of a stack, by URN; ``None`` where only the engine can tell."""
    try:
        state = read_checkpoint(stack.checkpoint(engine.home))
        if state is None or not state.stands or not state.settled:
            return None
        resources = with_secrets_open(state.resources, state.salt, engine.passphrase)
        providers = {f"{one['urn']}::{one['id']}": one for one in resources if _is_provider(one)}
        own = [one for one in resources if one.get("custom") and not _is_provider(one)]
        return {one["urn"]: _read(plugins.of(providers[one["provider"]]), one) for one in own}
    except (ValueError, KeyError, TypeError, KominfoError, grpc.RpcError):
        return None


def _is_provider(resource: Properties) -> bool:
    return bool(resource["type"].startswith(PROVIDER))


def _read(plugin: Plugin, resource: Properties) -> Question:
    def moved() -> bool:
        try:
            found = plugin.read(resource)
        except grpc.RpcError:
            return True
        known = (resource.get("inputs"), resource.get("outputs"))
        return found is None or any(
            now is not None and without_envelopes(now) != without_envelopes(before or {})
            for now, before in zip(found, known, strict=True)
        )

    return moved


def look(
    engine: Engine, stacks: Sequence[Stack], plugin_path: tuple[str, ...], folder: Path
) -> dict[str, list[str] | None]:
    """Stack's name → URNs of what is another in the world, or cannot be read; ``None``: of all of it."""
    open_nursery(folder / "nursery", plugin_path)  # while there is one thread
    threading.Thread(target=_lifeline, daemon=True).start()
    environment = engine.environment(stacks[0], "", plugin_path)
    environment |= {NURSERY: str(folder / "nursery"), "KOMINFO_PYTHON": sys.executable}
    with ExitStack() as opened, ThreadPoolExecutor(AT_ONCE) as pool:
        plugins = Plugins(environment, opened)
        asked = {stack.name: reads(engine, stack, plugins) for stack in stacks}
        running = {
            name: None if found is None else {urn: pool.submit(moved) for urn, moved in found.items()}
            for name, found in asked.items()
        }
        return {
            name: None if found is None else sorted(urn for urn, moved in found.items() if moved.result())
            for name, found in running.items()
        }


def _lifeline() -> None:
    sys.stdin.read()
    end_family(os.getpid())  # whoever asked is gone, and plugins without an engine would wait for ever


def main(engine: Engine, stacks: list[Stack], plugin_path: tuple[str, ...]) -> None:
    """Look, and tell on standard output."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with tempfile.TemporaryDirectory(prefix="look-", dir=private_directory(engine.home.work)) as folder:
        found = look(engine, stacks, plugin_path, Path(folder))
    with suppress(BrokenPipeError):
        channel.write(json.dumps({"result": found}) + "\n")
        channel.flush()
