"""A city to put sites in, apps that serve, and a real browser."""

from __future__ import annotations

from tests.support.app_image import app_image
from tests.support.browser import browser
from tests.support.complaints_site import diskominfo
from tests.support.declared import DATACENTER, city
from tests.support.letters_site import kelurahan
from tests.support.queue_site import puskesmas

__all__ = ["DATACENTER", "app_image", "browser", "city", "diskominfo", "kelurahan", "puskesmas"]
