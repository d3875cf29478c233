"""Plugins start from one warm process: the engine starts four to six of them a run, one after the other.

Each would spend half a second on importing the same modules. So a run's process forks once, while it has a
single thread; the fork imports what plugins import, and for each plugin the engine starts it forks once more.
What the engine started (``nursery_door.py``) lends that fork its standard files and waits for its end.

All of it is of the run's own family (session), so whoever ends the run ends it too (``end_family``).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

VARIABLE = "KOMINFO_NURSERY"
INFRA = Path(__file__).resolve().parent.parent


def open_nursery(address: Path, plugin_path: Iterable[str]) -> int:
    """Fork the warm process, serving at the socket ``address``; returns a descriptor: closing it ends it.

    It goes on until the plugins it has started are gone. Call it before there is a second thread.
    """
    address.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    before = Path.cwd()
    os.chdir(address.parent)  # an address holds 107 characters at most; a folder's path may be longer
    listener.bind(address.name)
    os.chdir(before)
    listener.listen(16)
    lifeline, held = os.pipe()
    if not os.fork():
        _serve(listener, lifeline, packages(plugin_path))
    listener.close()
    os.close(lifeline)
    return held


def packages(plugin_path: Iterable[str]) -> list[str]:
    """The packages of ours whose ``bin`` folders are on ``plugin_path``."""
    folders = [Path(folder).parent for folder in plugin_path]
    known = [
        folder for folder in folders if folder.is_relative_to(INFRA) and (folder / "__main__.py").exists()
    ]
    return [".".join(("infra", *folder.relative_to(INFRA).parts)) for folder in known]


def _serve(listener: socket.socket, lifeline: int, wanted: Iterable[str]) -> NoReturn:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # the run's own would be held open, and its parent waits for their end
        os.dup2(nothing, standard)
    close_all_but(0, 1, 2, listener.fileno(), lifeline)
    with contextlib.suppress(Exception):  # whoever needs a module that cannot be imported says so itself
        for package in wanted:
            warm(package)
    gc.freeze()
    _Nursery(listener, lifeline).serve()
    os._exit(0)


def close_all_but(*kept: int) -> None:
    """Let go of every other descriptor that a fork was born with."""
    for descriptor in {int(entry.name) for entry in Path("/proc/self/fd").iterdir()} - set(kept):
        with contextlib.suppress(OSError):  # that of the listing itself
            os.close(descriptor)


def warm(package: str) -> None:
    """Import a package (or a module) and its modules, but for the one that runs it."""
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{package}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)


class _Nursery:
    """``plugins``: descriptor of a living plugin's process -> its number and the door that waits for it."""

    def __init__(self, listener: socket.socket, lifeline: int) -> None:
        self.listener, self.lifeline = listener, lifeline
        self.plugins: dict[int, tuple[int, socket.socket]] = {}
        self.selector = selectors.DefaultSelector()

    def serve(self) -> None:
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.selector.register(self.lifeline, selectors.EVENT_READ)
        running = True
        while running or self.plugins:
            for key, _ in self.selector.select():
                if key.fileobj is self.listener:
                    self._admit(self.listener.accept()[0])
                elif key.fileobj == self.lifeline:  # the run is over: no new ones
                    self.selector.unregister(self.lifeline)
                    self.selector.unregister(self.listener)
                    running = False
                elif isinstance(key.fileobj, socket.socket):
                    self._abandon(key.fileobj, key.data)
                else:
                    self._bury(int(key.fd))

    def _admit(self, door: socket.socket) -> None:
        try:
            asked, files = received(door)
        except (OSError, ValueError, struct.error):
            door.close()
            return
        number = os.fork()
        if not number:
            _become(asked, files)
        for file in files:
            os.close(file)
        process = os.pidfd_open(number)
        self.plugins[process] = (number, door)
        self.selector.register(process, selectors.EVENT_READ)
        self.selector.register(door, selectors.EVENT_READ, number)

    def _abandon(self, door: socket.socket, number: int) -> None:
        """The engine ended the door: it means the plugin."""
        self.selector.unregister(door)
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)

    def _bury(self, process: int) -> None:
        number, door = self.plugins.pop(process)
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        self.selector.unregister(process)
        os.close(process)
        with contextlib.suppress(KeyError):
            self.selector.unregister(door)
        with contextlib.suppress(OSError):  # nobody waits any more
            door.send(bytes([code if code >= 0 else 128 - code]))
        door.close()


def received(door: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """What a door asks for, and its three standard files."""
    head, files, _, _ = socket.recv_fds(door, 4, 3)
    (length,) = struct.unpack("!I", head)
    text = b""
    while len(text) < length:
        more = door.recv(length - len(text))
        if not more:
            raise ValueError("the door closed")
        text += more
    return json.loads(text), list(files)


def _become(asked: dict[str, Any], files: list[int]) -> NoReturn:
    """Be the plugin that ``asked`` names, as if the engine had started it."""
    code = 1
    try:
        for standard, file in enumerate(files):
            os.dup2(file, standard)
        close_all_but(0, 1, 2)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.argv = asked["argv"]
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # what Python itself does at the end of a program
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        os._exit(code)
