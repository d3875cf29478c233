"""Two releases side by side: the new one migrates first, and the former goes on writing until it is gone."""

from __future__ import annotations

from itertools import pairwise

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.queue.support import EIGHT, TODAY, QueueCase

TICKET = {"day": TODAY, "room": "A", "session": EIGHT, "place": 1, "source": "desk", "state": "waiting"}


class Former(QueueCase):
    def test_what_a_former_release_writes_is_taken(self) -> None:
        """Its models, whichever release it is, against the tables as they are now."""
        loader = MigrationLoader(connection)
        names = sorted(name for app, name in loader.disk_migrations if app == "queue")
        for count, (former, _) in enumerate(pairwise(names)):
            models = loader.project_state(("queue", former)).apps
            models.get_model("queue", "Ticket").objects.create(number=f"A-{500 + count}", **TICKET)
            models.get_model("queue", "Change").objects.create(room="ABCDEF"[count], day=TODAY, closed=True)
        self.assertGreater(len(names), 3)
