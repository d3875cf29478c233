"""One city for the whole story."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from infra.home import CHECKOUT
from tests.support.story import Story
from tests.support.town import standing, town

__all__ = ["standing", "story", "town"]


@pytest.fixture(scope="session")
def story(lab_host: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The demo city under another name and in another network: a running demo is not touched."""
    from infra.backends import lab
    from infra.backends.lab import hosts_file
    from tests.support.lab import copy_city
    from tests.support.queue_site import open_at_any_hour

    folder = tmp_path_factory.mktemp("stacks") / f"kota-{os.getpid()}"
    copy_city(CHECKOUT / "stacks" / "demo", folder)
    open_at_any_hour(folder / "pkm-parsoburan" / "web")
    yield Story(folder)
    lab.remove_all(folder.name, print)
    hosts_file.remove(folder.name)
