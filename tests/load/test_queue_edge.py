"""Template `queue`: hundreds of telephones watch one board through the city's edge, all from one address.

A telephone company lets thousands leave by one address, and so does a waiting room's own network.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from infra.plan.services import EDGE_MEMORY
from tests.load.test_queue import CALL, WATCHING, figures
from tests.support.app_image import AppImage
from tests.support.queue_edge import HOST, PORT, edge_of
from tests.support.queue_site import THREADS, baked

PROGRAM = (Path(__file__).parents[1] / "support" / "telephones.py").read_text()
QUIET_SECONDS = 66
"""Longer than the edge waits for a visitor (30) or a site (60) that says nothing."""
REST_SECONDS = 30


def test_hundreds_of_telephones_of_one_address_watch_through_the_edge(
    app_image: AppImage, city: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "edge"
    with (
        app_image.serving(baked(city), ["prepare"], ["demo"], environment=THREADS) as app,
        edge_of(app_image, app, folder) as edge,
    ):
        idle = edge.memory()
        watch = [HOST, edge.address, str(PORT), str(WATCHING), str(QUIET_SECONDS + REST_SECONDS)]
        made = app_image.host.api.exec_create(edge.telephones.id, ["python3", "-c", PROGRAM, *watch])
        said = app_image.host.api.exec_start(made["Id"], stream=True)
        ready = next(said).decode().split()
        assert ready[0] == "ready", ready
        time.sleep(QUIET_SECONDS)
        page = edge.ask("/papan/")
        busy, served = edge.memory(), figures(app)
        called = float(app.python("-c", CALL).split()[-1])
        told = json.loads(b"".join(said).decode().strip().splitlines()[-1])
    assert told["statuses"] == {"http/1.1 200": WATCHING // 2, "h2 200": WATCHING // 2}, told["ended"]
    assert told["ended"] == {}
    first, last = sorted(told["seen"], key=int)[0], sorted(told["seen"], key=int)[-1]
    waits = sorted(moment - called for moment in told["seen"][last])
    measured = {
        "all connected after": float(ready[1]), "page": page.split(), "edge idle": idle,
        "edge watched": busy, "app": served, "seen after": (waits[0], waits[len(waits) // 2], waits[-1]),
    }  # fmt: skip
    (tmp_path / "figures.json").write_text(json.dumps(measured))
    assert len(told["seen"][first]) == WATCHING
    assert (first != last, len(waits)) == (True, WATCHING)
    assert page.startswith("200 ")
    assert busy < EDGE_MEMORY / 2  # a city has other sites
