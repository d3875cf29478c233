"""The base image of apps, built as the role builds it, and PostgreSQL beside it: projects are tested there.

Both images are named by a hash of what they are made of: only the first session after a change builds them.
Containers, networks and databases are the session's own and go with it (``tests.support.lab``).
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.models.containers import Container
from docker.models.networks import Network

from infra.backends.control import LIBRARY, added_cas
from infra.backends.lab.daemon import TEST_LABEL, docker_of_host
from infra.backends.lab.recipes import MIRROR
from infra.home import CHECKOUT
from infra.model.datacenter import DataCenter
from tests.support.lab import session_mark
from tests.support.packages import need_program
from tests.support.postgres import Postgres, postgres

RECIPE = CHECKOUT / "roles" / "images" / "files"
UID = 10090
MEMORY = ("/tmp", "/srv/aset", "/srv/berkas")  # noqa: S108  # inside the container
SECONDS = 900
"""How long a project's tests, or its migrations, may take on a busy machine."""
RUNS = "RUN "  # all that the recipe runs is about the library
WITH_LIBRARY = f"FROM {{base}}\nUSER 0\nCOPY library/ /opt/opd/\n{{runs}}USER {UID}:{UID}\n"
SERVE = """
import os, subprocess, sys
for line in {commands!r}:
    subprocess.run([sys.executable, "-m", "opd", *line], check=True)
os.execv(sys.executable, [sys.executable, "-m", "opd", "serve"])
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Django's runner said. ``passed`` only when tests ran and none was left out."""

    code: int
    text: str

    @property
    def count(self) -> int:
        found = re.search(r"^Ran (\d+) tests? in", self.text, re.MULTILINE)
        return int(found[1]) if found else 0

    @property
    def passed(self) -> bool:
        return self.code == 0 and self.count > 0 and "skipped=" not in self.text


@dataclass(slots=True)
class AppImage:
    """The image's tag, and what containers of it need to run."""

    tag: str
    host: docker.DockerClient
    network: Network
    database: Postgres
    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def run_tests(self, project: Path, library_tests: Path | None = None, *names: str) -> Outcome:
        """A project's tests (and a folder of the library's, as ``tests.<its name>``), run as apps are in a
        city: no root, nothing written, nothing outside reached. ``names`` are labels of Django's runner."""
        source = self._copied(project, library_tests)
        container = self._container(source, ["-m", "opd", "test", "--no-input", *names])
        try:
            code = container.wait(timeout=SECONDS)["StatusCode"]
            return Outcome(code, container.logs().decode(errors="replace"))
        finally:
            container.remove(force=True, v=True)

    @contextmanager
    def serving(
        self, project: Path, *first: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> Iterator[App]:
        """The project answering visitors, after the commands ``first`` (say ``["prepare"], ["demo"]``)."""
        source = self._copied(project, None)
        commands = [["collectstatic", "--noinput", "-v0"], *map(list, first)]
        container = self._container(source, ["-c", SERVE.format(commands=commands)], environment)
        try:
            yield App(container, _address(container), _database_name(source))
        finally:
            container.remove(force=True, v=True)

    def _copied(self, project: Path, library_tests: Path | None) -> Path:
        target = self.folder / f"project-{next(self.numbers)}"
        ignored = shutil.ignore_patterns("__pycache__", ".git")
        shutil.copytree(project, target, ignore=ignored)
        if library_tests is not None:
            shutil.copytree(library_tests, target / "tests" / library_tests.name, ignore=ignored)
            (target / "tests" / "__init__.py").touch()
        for path in (target, *target.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return target

    def _container(
        self, source: Path, argv: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> Container:
        name = _database_name(source)
        self.database.query(f"CREATE DATABASE {name} OWNER app")
        secrets = self.folder / f"secrets-{source.name}"
        secrets.mkdir()
        (secrets / "database_url").write_text(f"postgres://app@{self.database.name}/{name}")
        (secrets / "app_key").write_text(hashlib.sha256(name.encode()).hexdigest())
        return self.host.containers.run(
            self.tag,
            list(argv),
            entrypoint=["/usr/bin/python3"],
            environment=dict(environment or {}),
            detach=True,
            labels={TEST_LABEL: session_mark()},
            network=self.network.name,
            volumes={
                str(source): {"bind": "/srv/app", "mode": "ro"},
                str(secrets): {"bind": "/run/secrets", "mode": "ro"},
            },
            tmpfs=dict.fromkeys(MEMORY, f"size=64m,uid={UID}"),
            read_only=True,
            cap_drop=["ALL"],
            user=f"{UID}:{UID}",
        )


def _database_name(source: Path) -> str:
    return source.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class App:
    """A project that serves. ``url`` without a final slash; ``database``: the name of its own."""

    container: Container
    url: str
    database: str

    def ask(self, *argv: str) -> str:
        """What ``opd <argv>`` prints in the container."""
        return self.python("-m", "opd", *argv)

    def python(self, *argv: str) -> str:
        """What the program prints; not what it logs."""
        code, (said, logged) = self.container.exec_run(["/usr/bin/python3", *argv], demux=True)
        assert code == 0, (logged or b"").decode(errors="replace")
        return (said or b"").decode()


@pytest.fixture(scope="session")
def app_image(lab_host: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppImage]:
    """The image of this checkout's library, and a PostgreSQL 17 on a network without a way out."""
    folder = tmp_path_factory.mktemp("app")
    for parent in (folder, *folder.parents[:2]):  # the app's user, which is nobody here, comes through
        parent.chmod(parent.stat().st_mode | 0o111)
    with docker_of_host("the app image") as host:
        tag = ensure_app_image(host)
        mark = {TEST_LABEL: session_mark()}
        network = host.networks.create(f"kominfo-test-app-{os.getpid()}", internal=True, labels=mark)
        try:
            with postgres(host, network) as database:
                yield AppImage(tag, host, network, database, folder)
        finally:
            network.remove()


def ensure_app_image(host: docker.DockerClient) -> str:
    """The tag of the image with this checkout's library; a base without it changes seldom, and is kept."""
    recipe, library = recipes()
    base = f"kominfo/test-app-base:{_digest((RECIPE / 'build.py').read_text(), recipe)}"
    if not host.images.list(name=base):
        _build_base(recipe, base)
    runs = [line for line in recipe["Dockerfile"].splitlines(keepends=True) if line.startswith(RUNS)]
    tag = f"kominfo/test-app:{_digest(base, library, runs)}"
    if not host.images.list(name=tag):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in library.items():
                file = Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            Path(folder, "Dockerfile").write_text(WITH_LIBRARY.format(base=base, runs="".join(runs)))
            host.images.build(path=folder, tag=tag, network_mode="none", rm=True)
    return tag


def recipes() -> tuple[dict[str, str], dict[str, str]]:
    """What the role sends to the build server, as ``file: text``: without the library, and the library."""
    recipe = {path.name: path.read_text() for path in sorted((RECIPE / "app").iterdir())}
    recipe["requirements.lock"] = (CHECKOUT / LIBRARY / "requirements.lock").read_text()
    library = {
        f"library/{path.relative_to(CHECKOUT / LIBRARY)}": path.read_text()
        for path in sorted((CHECKOUT / LIBRARY / "opd").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo"
    }
    return recipe, library


def _build_base(recipe: dict[str, str], tag: str) -> None:
    """The role's own program on this machine, in a process of its own."""
    need_program("mmdebstrap", "mmdebstrap")
    index = str(DataCenter.model_fields["python_index"].default)
    lines = recipe["Dockerfile"].splitlines(keepends=True)
    without = {
        "Dockerfile": "".join(line for line in lines if not line.startswith(RUNS)),
        "library/.keep": "",
    }
    given = {"recipe": {**recipe, **without}, "cas": list(added_cas()), "tag": tag, "index": index}
    environment = {**os.environ, "DOCKER_BUILDKIT": "0"}
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, str(RECIPE / "build.py"), MIRROR],
        input=json.dumps(given),
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr or done.stdout


# Differs from the role's run: nothing is pushed, and Docker before 25 does not know `--start-interval`.
_BUILD = """
import json, sys, tempfile
from pathlib import Path
program, mirror = sys.argv[1:]
given = json.load(sys.stdin)
source = Path(program).read_text()
assert source.endswith("\\nmain()\\n")
names = {"__name__": "build"}
exec(compile(source.removesuffix("main()\\n"), program, "exec"), names)
run = names["run"]
names["run"] = lambda argv: "" if list(map(str, argv[:2])) == ["docker", "push"] else run(argv)
recipe = given["recipe"]
recipe["Dockerfile"] = recipe["Dockerfile"].replace("--start-interval=500ms ", "")
with tempfile.TemporaryDirectory(prefix="kominfo-images.", dir="/var/tmp") as folder:
    root = names["extract"](mirror, set(recipe["packages"].split()), Path(folder))
    names["build"](root, recipe, given["tag"], Path(folder, "app"), (given["index"], given["cas"]))
"""


def _address(container: Container) -> str:
    """Where it answers, once it does."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        container.reload()
        assert container.status == "running", container.logs().decode(errors="replace")
        (network,) = container.attrs["NetworkSettings"]["Networks"].values()
        url = f"http://{network['IPAddress']}:8080"
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310  # our own container
                answer.read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return url
    raise AssertionError(container.logs().decode(errors="replace"))


def _digest(*told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
