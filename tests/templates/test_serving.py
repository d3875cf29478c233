"""How an app's container answers, ends and fails: as Swarm meets it."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

import pytest

from tests.support.app_image import App, AppImage
from tests.templates.test_base import PROJECT

FORM = b"csrfmiddlewaretoken=tidak-ada"
HEAD = b"POST /masuk/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n"
HEAD += b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
BROKEN = """
from django.core.exceptions import ImproperlyConfigured

raise ImproperlyConfigured("alamat ini rusak")
"""


def processes(app: App) -> list[str]:
    return [row[-1] for row in app.container.top()["Processes"]]


@pytest.mark.parametrize(("workers", "count"), [(1, 1), (2, 3)])
def test_nobody_watches_over_one_who_serves_alone(app_image: AppImage, workers: int, count: int) -> None:
    with app_image.serving(PROJECT, ["prepare"], environment={"WORKERS": str(workers)}) as app:
        assert len(processes(app)) == count, processes(app)


@pytest.mark.parametrize("workers", [1, 2])
def test_told_to_end_it_answers_what_has_begun(app_image: AppImage, workers: int) -> None:
    with app_image.serving(PROJECT, ["prepare"], environment={"WORKERS": str(workers)}) as app:
        host, port = app.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as visitor:
            visitor.sendall(HEAD % len(FORM) + FORM[:5])
            time.sleep(2)  # a thread reads it now
            app.container.kill("SIGTERM")
            time.sleep(2)
            visitor.sendall(FORM[5:])
            assert visitor.recv(12) == b"HTTP/1.1 403"
        assert app.container.wait(timeout=60)["StatusCode"] == 0


def test_what_keeps_it_from_starting_is_said(app_image: AppImage, tmp_path: Path) -> None:
    project = tmp_path / "rusak"
    shutil.copytree(PROJECT, project)
    (project / "urls.py").write_text(BROKEN)
    with pytest.raises(AssertionError, match="alamat ini rusak"), app_image.serving(project):
        pass
