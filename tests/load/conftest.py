"""Apps under load: each in its own container, of this checkout's library."""

from __future__ import annotations

from tests.support.app_image import app_image
from tests.support.declared import city
from tests.support.queue_site import puskesmas

__all__ = ["app_image", "city", "puskesmas"]
