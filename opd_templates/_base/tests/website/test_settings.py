"""What we set is what Wagtail asks for: a name that it does not know changes nothing, and says nothing."""

from __future__ import annotations

from pathlib import Path

import wagtail
from django.test import SimpleTestCase, override_settings

from opd.models import User
from opd.website import settings

from .sites import SeededTest


class Known(SimpleTestCase):
    def test_every_setting_of_wagtails_is_one(self) -> None:
        sources = Path(wagtail.__file__).parent.rglob("*.py")
        text = "".join(path.read_text(errors="ignore") for path in sources)
        ours = [name for name in dir(settings) if name.startswith("WAGTAIL")]
        self.assertGreater(len(ours), 10)
        self.assertEqual([name for name in ours if name not in text], [])


class Alone(SeededTest):
    """Nobody outside is asked who works here, or which version this is. (What a page leads to: test_language.)"""

    ASKED = ("gravatar", "w-upgrade")

    def first_page(self) -> str:
        user = User.objects.create_superuser("kominfo", email="kominfo@contoh.test", password="x")
        self.client.force_login(user)
        return self.get("/kelola/").content.decode()

    def test_even_a_superusers_first_page_asks_nobody(self) -> None:
        first = self.first_page()
        self.assertEqual([word for word in self.ASKED if word in first], [])

    @override_settings(
        WAGTAIL_GRAVATAR_PROVIDER_URL="//www.gravatar.com/avatar", WAGTAIL_ENABLE_UPDATE_CHECK=True
    )
    def test_without_these_settings_it_would(self) -> None:
        first = self.first_page()
        self.assertEqual([word for word in self.ASKED if word not in first], [])
