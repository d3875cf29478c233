"""People, days and tickets for the queue's tests. Nobody in here exists; the clock stands at nine on a Wednesday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase
from django.test.testcases import SimpleTestCase
from django.utils import timezone

from opd import content
from opd.models import User
from opd.queue import placements, tickets
from opd.queue.models import Ticket
from opd.queue.people import Person

PASSWORD = "Bukit-Simarbela-2026"
ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=ZONE)
TODAY, TOMORROW = NOW.date(), NOW.date() + timedelta(days=1)
EIGHT, ONE = time(8), time(13)


def person(number: int = 1, **more: Any) -> Person:
    told = content.person(number)
    return Person(
        **{"name": told["name"], "born": "1980-05-17", "phone": "0812-3456-7890", "nik": told["nik"], **more}
    )


def form(number: int = 1, **more: Any) -> dict[str, Any]:
    """What a citizen types."""
    known = person(number)
    told = {"name": known.name, "born": known.born, "phone": known.phone, "nik": known.nik}
    return {**told, "payer": "umum", "agree": "on", **more}


def member(*roles: str, name: str = "", rooms: str = "") -> User:
    """``rooms``: letters of those that somebody is placed in."""
    user = User.objects.create_user(name or roles[0].replace(" ", "-"), password=PASSWORD, is_staff=True)
    for role in roles:
        user.groups.add(Group.objects.get(name=role))
    placements.place(user, rooms, "uji")
    return user


def booking_path(room: str = "A", day: date = TOMORROW, start: time = EIGHT) -> str:
    return f"/pesan/{room}/{day.isoformat()}/{start:%H%M}/"


class Clock(SimpleTestCase):
    """``self.at(…)`` moves the clock."""

    def setUp(self) -> None:
        super().setUp()
        self._clock: Any = None
        self.at(NOW)

    def at(self, moment: datetime) -> None:
        if self._clock is not None:
            self._clock.stop()
        self._clock = mock.patch.object(timezone, "now", lambda: moment.astimezone(ZoneInfo("UTC")))
        self._clock.start()

    def tearDown(self) -> None:
        self._clock.stop()
        super().tearDown()


class QueueCase(Clock, TestCase):
    """``self.client`` is a citizen; ``self.staff(role)`` logs somebody in."""

    def staff(self, *roles: str, rooms: str = "") -> Client:
        name = roles[0].replace(" ", "-")
        user = User.objects.filter(username=name).first() or member(*roles, rooms=rooms)
        client = Client()
        client.force_login(user)
        return client

    def waiting(self, room: str = "A", count: int = 1, **more: Any) -> list[Ticket]:
        return [tickets.issue(room, "uji", **more)[0] for _ in range(count)]

    def booked(self, number: int = 1, *, day: date = TOMORROW, **more: Any) -> tuple[Ticket, str]:
        """Through the public form: the ticket and its code."""
        answer = self.client.post(booking_path(day=day), form(number, **more))
        self.assertEqual(
            answer.status_code, 302, getattr(answer, "context", None) and answer.context["form"].errors
        )
        receipt = self.client.get(answer["Location"])
        return receipt.context["ticket"], receipt.context["token"]


class TogetherCase(Clock, TransactionTestCase):
    """What several do at once. It empties all tables afterwards, and the history refuses that: not while it is done."""

    def _fixture_teardown(self) -> None:
        for verb in ("DISABLE", "ENABLE"):
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE queue_event {verb} TRIGGER queue_history_frozen")
            if verb == "DISABLE":
                super()._fixture_teardown()
