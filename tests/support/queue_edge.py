"""A city's edge before an app of the tests: Debian's HAProxy with the role's own configuration, and a network
of telephones whose visitors all come from one address."""

from __future__ import annotations

import runpy
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jinja2
import yaml
from docker.models.containers import Container

from infra.backends import lab
from infra.backends.lab.daemon import TEST_LABEL
from infra.backends.lab.recipes import MIRROR, Recipe
from infra.home import CHECKOUT
from infra.plan.services import EDGE_MEMORY
from tests.support.app_image import App, AppImage
from tests.support.lab import session_mark

ROLE = CHECKOUT / "roles" / "edge"
RECIPE = Recipe("telephones", MIRROR, ("ca-certificates", "haproxy", "python3-h2"), files=(), commands=())
HOST, PORT, UID = "pkm.kota.test", 8443, 10443
STARTED_SECONDS = 60
HOME = "/etc/kominfo/edge"
SITE = {"service": "web-pkm", "host": HOST, "aliases": [], "replicas": 1}

ASK = f"""
import ssl, sys, time, urllib.request
context, began = ssl._create_unverified_context(), time.monotonic()
url = "https://" + sys.argv[1] + ":{PORT}" + sys.argv[2]
asked = urllib.request.Request(url, headers={{"Host": "{HOST}"}})
with urllib.request.urlopen(asked, context=context, timeout=30) as answer:
    answer.read()
    print(answer.status, round(time.monotonic() - began, 3))
"""


@dataclass(frozen=True, slots=True)
class Edge:
    """``address``: where it answers; ``telephones`` runs Python programs of visitors with one address."""

    container: Container
    address: str
    telephones: Container

    def ask(self, path: str) -> str:
        """The answer's status and how many seconds it took, as a telephone sees it."""
        _, said = self.telephones.exec_run(["python3", "-c", ASK, self.address, path])
        return str(said.decode(errors="replace"))

    def memory(self) -> int:
        """Bytes of it and its kernel's share, as its limit counts them."""
        return int(self.container.stats(stream=False)["memory_stats"]["usage"])


@contextmanager
def edge_of(app_image: AppImage, app: App, folder: Path) -> Iterator[Edge]:
    tag = lab.ensure_image(RECIPE, print)
    _write(folder, _address(app.container))
    common = {"detach": True, "labels": {TEST_LABEL: session_mark()}, "network": app_image.network.name}
    edge = app_image.host.containers.run(
        tag,
        ["/usr/sbin/haproxy", "-W", "-db", "-f", f"{HOME}/haproxy.cfg", "-f", f"{HOME}/live"],
        user=f"{UID}:{UID}",
        mem_limit=EDGE_MEMORY,
        volumes={str(folder): {"bind": HOME, "mode": "ro"}},
        tmpfs={"/var/lib/kominfo/edge": f"size=8m,uid={UID}"},
        **common,
    )
    telephones = app_image.host.containers.run(tag, ["sleep", "infinity"], **common)
    try:
        yield _serving(Edge(edge, _address(edge), telephones))
    finally:
        for one in (telephones, edge):
            one.remove(force=True, v=True)


def _serving(edge: Edge) -> Edge:
    """Once its resolver has asked and its check found the app."""
    deadline = time.monotonic() + STARTED_SECONDS
    while time.monotonic() < deadline:
        if edge.ask("/healthz").startswith("200 "):
            return edge
        time.sleep(1)
    raise AssertionError(edge.container.logs().decode(errors="replace"))


def _address(container: Container) -> str:
    container.reload()
    (network,) = container.attrs["NetworkSettings"]["Networks"].values()
    return str(network["IPAddress"])


def _write(folder: Path, server: str) -> None:
    """What the role and its program write on a server. The certificate is our own, and there is no swarm to
    resolve its tasks: they are the app's address."""
    options = {"trim_blocks": True, "keep_trailing_newline": True}
    template = jinja2.Environment(**options).from_string  # noqa: S701  # what HAProxy reads is no HTML
    told = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text())
    for name in ("live", "certs", "errors"):
        (folder / name).mkdir(parents=True)
    (folder / "haproxy.cfg").write_text(
        template((ROLE / "templates" / "haproxy.cfg.j2").read_text()).render(told)
    )
    for status in ("404 Not Found", "503 Service Unavailable"):
        (folder / "errors" / f"{status[:3]}.http").write_text(
            f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"
        )
    routes = runpy.run_path(str(ROLE / "files" / "kominfo_routes.py"))
    route = routes["checked_route"]({"part": "pkm", "sites": [SITE]}, "pkm")
    for name, text in routes["rendered"]([route]).items():
        (folder / "live" / name).write_text(text.replace(f"tasks.{SITE['service']}:", f"{server}:"))
    key, chain = folder.parent / "edge-key.pem", folder.parent / "edge-chain.pem"
    argv = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    argv += ["-days", "2", "-subj", f"/CN={HOST}", "-keyout", str(key), "-out", str(chain)]
    subprocess.run(argv, check=True, capture_output=True)
    (folder / "certs" / "city.pem").write_text(chain.read_text() + key.read_text())
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
