"""An app whose database goes away and comes back: a connection that was ended costs no visitor an error."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.home import CHECKOUT
from tests.support.app_image import App, AppImage

PROJECT = CHECKOUT / "opd_templates" / "_base" / "tests" / "project"
OF_APP = "FROM pg_stat_activity WHERE datname = '{app.database}'"
END_ALL = f"SELECT pg_terminate_backend(pid, 5000) {OF_APP}"
COUNT = f"SELECT count(*) {OF_APP}"
AT_ONCE = 8  # threads of an app
MOST = 4
HEALTH_SECONDS = 5  # after them the image's health check takes it for dead


@pytest.fixture(scope="module", params=["1", "2"], ids=["one worker", "two workers"])
def served(app_image: AppImage, request: pytest.FixtureRequest) -> Iterator[App]:
    """Two workers are forked of an app that is loaded: a pool opened before that were of no use to them."""
    with app_image.serving(PROJECT, ["prepare"], environment={"WORKERS": request.param}) as app:
        yield app


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  # our own container
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def answers(app: App, count: int = AT_ONCE) -> set[int]:
    """The statuses of that many visits at once; each of them asks the database."""
    with ThreadPoolExecutor(count) as pool:
        return set(pool.map(status, [f"{app.url}/readyz"] * count))


def test_visitors_share_few_connections(app_image: AppImage, served: App) -> None:
    for _ in range(5):
        assert answers(served, 3 * AT_ONCE) == {200}
    given = dict(each.split("=", 1) for each in served.container.attrs["Config"]["Env"])
    assert 0 < int(app_image.database.query(COUNT.format(app=served))) <= MOST * int(given["WORKERS"])


def test_connections_that_were_ended_are_replaced(app_image: AppImage, served: App) -> None:
    for _ in range(3):
        assert answers(served) == {200}
        app_image.database.query(END_ALL.format(app=served))
        assert answers(served) == {200}


def test_a_database_that_starts_anew_is_waited_for(app_image: AppImage, served: App) -> None:
    assert answers(served) == {200}
    with ThreadPoolExecutor(1) as pool, app_image.database.away():
        waiting = pool.submit(answers, served, 2)
        time.sleep(0.5)
    assert answers(served) == {200}
    assert waiting.result() == {200}


def test_without_its_database_it_is_alive_and_not_ready(app_image: AppImage, served: App) -> None:
    assert answers(served) == {200}
    with app_image.database.away():
        assert answers(served, 2) == {503}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting = [pool.submit(status, f"{served.url}/readyz") for _ in range(AT_ONCE)]
            began = time.monotonic()
            assert status(f"{served.url}/healthz") == 200
            assert time.monotonic() - began < HEALTH_SECONDS
            assert {one.result() for one in waiting} == {503}
    assert answers(served) == {200}
