"""One warm process from which every run's process is forked: importing would take each most of a second.

``python -m infra.engine.starter DESCRIPTOR PACKAGE…``: a request at that socket is a byte and the files of a
run's process: standard input, output and error, and whatever it shall hold. The answer is its number.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, NoReturn, Self

from infra.engine.nursery import close_all_but, packages, warm
from infra.errors import KominfoError, Problem
from infra.home import CHECKOUT

MOST_FILES = 8


@dataclass(frozen=True, slots=True)
class Child:
    """A run's process, the leader of a session of its own, and our ends of its standard files."""

    pid: int
    stdin: IO[str]
    stdout: IO[str]
    stderr: IO[str]

    def give(self, request: Mapping[str, Any]) -> bool:
        """Hand over what it is to do; False when it is dead.

        Its standard input stays open: the end of it would tell the child that we died.
        """
        try:
            self.stdin.write(json.dumps(request) + "\n")
            self.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGINT)

    def close(self) -> None:
        for stream in (self.stdin, self.stdout, self.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()


class Starter:
    """Begins to warm up at once; may be used by several threads. Ends with its block, or with us."""

    def __init__(self, plugin_path: Iterable[str]) -> None:
        self._line, theirs = socket.socketpair()
        self._turn = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), *packages(plugin_path)],
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # a terminal's Ctrl-C reaches us alone; we pass it on
                pass_fds=[theirs.fileno()],
            )
        self._end = weakref.finalize(self, _end, self._line, self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def start(self, held: Iterable[int]) -> Child:
        """A run's process, which holds the descriptors ``held`` too. KominfoError when there can be none."""
        given, ours = zip(os.pipe(), os.pipe()[::-1], os.pipe()[::-1], strict=True)
        try:
            with self._turn:
                socket.send_fds(self._line, [b"1"], [*given, *held])
                answer = self._line.recv(4)
        except OSError:
            answer = b""
        finally:
            for descriptor in given:
                os.close(descriptor)
        files = [os.fdopen(descriptor, mode) for descriptor, mode in zip(ours, "wrr", strict=True)]
        if not answer:
            for file in files:
                file.close()
            raise self._broken()
        return Child(struct.unpack("!I", answer)[0], *files)

    def _broken(self) -> KominfoError:
        assert self._process.stderr  # noqa: S101  # for the type checker: it is a pipe
        self._process.kill()
        said = self._process.stderr.read().decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else "it was killed, or the machine ran out of memory"
        return KominfoError(Problem("kominfo", "", "no run can be started", reason, "run it again"))


def _end(line: socket.socket, process: subprocess.Popen[bytes]) -> None:
    line.close()
    process.kill()  # it holds nothing; the runs are processes of their own
    process.communicate()


def main() -> None:
    """Import what runs need, and fork one a request, until our parent closes its end.

    A run that is asked for before the last packages are there does not wait: its own nursery imports them.
    """
    line = socket.socket(fileno=int(sys.argv[1]))
    from infra.engine import child

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the runs: their files tell how they end
    wanted = ["infra.program", *sys.argv[2:]]
    while True:
        if wanted and not select.select([line], [], [], 0)[0]:
            with contextlib.suppress(Exception):  # who needs a module that cannot be imported says so itself
                warm(wanted.pop(0))
            if not wanted:
                gc.freeze()
            continue
        asked, files, _, _ = socket.recv_fds(line, 1, MOST_FILES)
        if not asked:
            return
        number = os.fork()
        if not number:
            _run(child.main, files)
        for file in files:
            os.close(file)
        line.send(struct.pack("!I", number))


def _run(main: Callable[[], int], files: list[int]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for standard, file in enumerate(files[:3]):
            os.dup2(file, standard)
        close_all_but(0, 1, 2, *files[3:])
        code = main()
    except BaseException:  # what Python itself does at the end of a program
        sys.excepthook(*sys.exc_info())
    finally:
        # The result is out: engine threads that are still winding down must not hold the parent.
        with contextlib.suppress(Exception):
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
