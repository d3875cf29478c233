"""Where edges are compared: ours on its server, others beside it in the same overlay, one client for all."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.backends import lab
from infra.backends.lab.recipes import MIRROR, Recipe
from infra.bench import wrk
from infra.bench.lab import Inside, LabCity
from infra.bench.traefik import ensure_traefik
from infra.bench.wrk import Load
from infra.errors import KominfoError, Problem

SERVER = "siantar-1"
FILES = Path(__file__).parent / "contenders"
FOLDER = "/var/tmp/kominfo-bench"  # noqa: S108  # on the lab's server, as root
CONFIGURATION = "/etc/kominfo/edge/haproxy.cfg"
OURS, CONTENDERS = "ours", ("nginx", "caddy", "traefik")
CLIENT = "client"
STARTED_SECONDS = 5
NETWORK, PORT = "edge", 8443
PAGE = "/robots.txt"
RECIPE = Recipe("bench", MIRROR, ("ca-certificates", "nginx", "caddy", "wrk", "curl"), files=(), commands=())
LIFTED = "2000000000"
_LIMIT = re.compile(r"(sc_http_req_rate\(0\) gt )(\d+)")


@dataclass(frozen=True, slots=True)
class Stand:
    """``host`` is a site of the city; ``service`` is what serves it."""

    server: Inside
    image: str
    host: str
    service: str
    path: str

    def through(self, edge: str) -> Load:
        """The site through ours or a contender, over TLS: for the client its name leads there."""
        address = self.address(self._ours() if edge == OURS else f"bench-{edge}")
        self._exec("sh", "-c", 'echo "$1 $2" > /etc/hosts', "hosts", address, self.host)
        return self._load(f"https://{self.host}:{PORT}{self.path}")

    def direct(self) -> Load:
        """The site's own containers, in clear."""
        return self._load(f"http://tasks.{self.service}:8080{self.path}", self.host)

    def address(self, container: str) -> str:
        """In the overlay."""
        form = f'{{{{(index .NetworkSettings.Networks "{NETWORK}").IPAddress}}}}'
        return self.server.run("docker", "inspect", "--format", form, container).strip()

    def start(self, name: str, *words: str, options: tuple[str, ...] = ()) -> None:
        """A container of the bench's image, in the edge's overlay; one of that name is replaced."""
        self.stop(name)
        mounts = ("-v", f"{FOLDER}:/bench:ro", "-v", "/etc/kominfo/edge/certs:/certs:ro")
        self.server.run(
            *("docker", "run", "-d", "--init", "--name", f"bench-{name}", "--network", NETWORK),
            *(*mounts, *options, self.image, *words),
        )

    def stop(self, name: str) -> None:
        self.server.tried("docker", "rm", "-f", "-v", f"bench-{name}")

    def _ours(self) -> str:
        found = self.server.run("docker", "ps", "-q", "--filter", "label=kominfo.role=edge").split()
        if not found:
            raise KominfoError(Problem(self.server.machine, "", "our edge does not run", ""))
        return found[0]

    def _load(self, url: str, host: str = "") -> Load:
        return wrk.read(self._exec(*wrk.command(url, host)))

    def _exec(self, *argv: str) -> str:
        return self.server.run("docker", "exec", f"bench-{CLIENT}", *argv)


@contextmanager
def stand(city: LabCity, *contenders: str) -> Iterator[Stand]:
    """The client and these contenders, ours without its limit a visitor; all of it gone at the end."""
    server = city.server(SERVER)
    site = city.outputs()["sites"][0]
    here = Stand(server, _image(server), site["host"], f"web-{site['opd']}", PAGE)
    try:
        _put_files(here, contenders)
        with unlimited(server):
            here.start(CLIENT, "sleep", "infinity")
            for name in contenders:
                here.start(name, "sh", f"/bench/{name}.sh", here.service)
            time.sleep(STARTED_SECONDS)
            yield here
    finally:
        for name in (CLIENT, *contenders):
            here.stop(name)
        server.tried("docker", "image", "rm", here.image)
        lab.remove_image(here.image)
        server.tried("rm", "-rf", FOLDER)


@contextmanager
def unlimited(server: Inside) -> Iterator[None]:
    """Our edge counts what each visitor asks, and lets one ask as much as a load generator does.

    Only the limit is put back: whatever else became of the file meanwhile stays.
    """
    found = _LIMIT.search(server.run("cat", CONFIGURATION))
    _limit(server, LIFTED)
    try:
        yield
    finally:
        if found:
            _limit(server, found[2])


def _limit(server: Inside, most: str) -> None:
    text = limited(server.run("cat", CONFIGURATION), most)
    server.put(CONFIGURATION, text.encode())
    server.run("kominfo-edge", "activate")


def limited(configuration: str, most: str) -> str:
    """The edge's configuration with another limit a visitor."""
    return _LIMIT.sub(rf"\g<1>{most}", configuration)


def rendered(text: str, host: str) -> str:
    """A contender's configuration for this site."""
    return text.replace("@HOST@", host)


def _put_files(here: Stand, contenders: tuple[str, ...]) -> None:
    for file in sorted(FILES.iterdir()):
        text = rendered(file.read_text(), here.host)
        here.server.put(f"{FOLDER}/{file.name}", text.encode())
    if "traefik" in contenders:
        here.server.put(f"{FOLDER}/traefik", ensure_traefik(untold).read_bytes(), 0o755)


def untold(_: str) -> None:
    """Rows tell what they measured, not each step towards it."""


def _image(server: Inside) -> str:
    """The contenders' image in that server's docker."""
    tag = lab.ensure_image(RECIPE, untold)
    with subprocess.Popen(["docker", "save", tag], stdout=subprocess.PIPE) as saved:
        load = ["docker", "exec", "-i", server.machine, "docker", "load", "--quiet"]
        done = subprocess.run(load, stdin=saved.stdout, capture_output=True, text=True, check=False)
    if done.returncode or saved.returncode:
        raise KominfoError(Problem(server.machine, tag, "the image was not taken", done.stderr[-1000:]))
    return tag
