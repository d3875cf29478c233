"""What an app of each template holds when nobody is there: a hundred of them stand on a few servers."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pytest

from infra.scaffold import TEMPLATES, new
from infra.scaffold.part import needs
from tests.support.app_image import App, AppImage
from tests.templates.supported import leave

MEBIBYTE = 2**20
MOST = 90 * MEBIBYTE
VIEWS = 20
APPS = [template for template in TEMPLATES if "database" in needs(TEMPLATES[template])]
OPD = {"queue": "pkm-parsoburan", "letters": "kel-setia-negara", "complaints": "diskominfo"}
OWN_LINK = re.compile(r'href="(/[^"?#]*/)"')


def read(app: App, path: str) -> str:
    with urllib.request.urlopen(f"{app.url}{path}", timeout=30) as answer:  # noqa: S310  # our own container
        return str(answer.read().decode())


def held(app: App) -> int:
    """Of the whole container, without the page cache that the kernel would give back at once."""
    used = app.container.stats(stream=False)["memory_stats"]
    cache = used["stats"].get("total_inactive_file", used["stats"].get("inactive_file", 0))
    return int(used["usage"] - cache)


@pytest.mark.parametrize("template", APPS)
def test_an_idle_app_keeps_within_90_mebibytes(app_image: AppImage, city: Path, template: str) -> None:
    """As citizens leave it: what its first page leads to was read, nothing was handed in, no staff came."""
    opd = OPD.get(template, "dinkes")
    source = new(template, opd, city, permission=leave(template)).paths[1]
    environment = needs(TEMPLATES[template]).get("environment")
    with app_image.serving(source, ["prepare"], environment=environment) as app:
        paths = sorted({"/", *OWN_LINK.findall(read(app, "/"))})
        for view in range(VIEWS):
            read(app, paths[view % len(paths)])
        idle = held(app)
    assert idle <= MOST, f"{idle / MEBIBYTE:.0f} MiB"
