"""What is copied of a city's servers."""

from __future__ import annotations

from infra.home import CHECKOUT
from infra.model import load_city
from infra.plan import Control, plan_city
from infra.plan.backup import holdings

DEMO = load_city(CHECKOUT / "stacks" / "demo")


def test_files_of_every_app_are_copied_where_they_are_and_after_the_databases() -> None:
    plan = plan_city(DEMO, Control("ssh-ed25519 AAAA kominfo"))
    planned = {
        f"{service.volume_server}/{service.volume_name}"
        for part in plan.parts
        for service in part.services
        if service.volume
    }
    marks = [one.mark for one in holdings(DEMO)]
    apps = ("diskominfo", "dpmptsp", "pkm-parsoburan", "sqs", "surat-setia-negara")
    assert planned == {f"siantar-3/web-{app}-data" for app in apps}
    assert planned == set(marks[marks.index("siantar-3/databases") + 1 :])


def test_what_is_made_before_its_first_use_belongs_to_its_part() -> None:
    files = next(one for one in holdings(DEMO) if one.kind == "web-dpmptsp-data")
    make = ("docker", "volume", "create", "--label", "kominfo.stack=demo.dpmptsp", "web-dpmptsp-data")
    assert files.reading.before == (make,)
    assert files.writing.place[0] == make
