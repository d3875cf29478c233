"""A room's doors: who is placed there comes through, and nobody else, whatever they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from unittest import mock
from uuid import uuid4

from django.test import Client

from opd.models import User
from opd.queue import calling, content, current, placements, states
from opd.queue.config import Config
from opd.queue.models import Action, Event, Placement, Ticket
from opd.queue.roles import DESK, HEAD, ROOM
from opd.queue.urls import room_pages
from tests.queue.support import EIGHT, NOW, TODAY, QueueCase, member

ALL = "ABCDEFGILT"
TOLD = "Penempatan petugas poli diatur kepala puskesmas"


def standing(room: str, state: str) -> Ticket:
    """A ticket in this state, however it came there."""
    moments = {"arrived_at": NOW, "called_at": NOW, "served_at": NOW}
    number = f"{room}-{500 + Ticket.objects.count()}"
    return Ticket.objects.create(
        day=TODAY, room=room, session=EIGHT, number=number, place=1, source="desk", state=state, calls=1, **moments
    )  # fmt: skip


def doors(room: str) -> Iterator[tuple[str, Ticket, str, dict[str, str]]]:
    """Each door of a room with a ticket that it would move: address, ticket, the state it comes to, what is typed."""
    yield f"/poli/{room}/panggil/", standing(room, states.WAITING), states.CALLED, {}
    for step in sorted(calling.BY_HAND):
        before, state = states.STEPS[step]
        ticket, onward = standing(room, min(before)), current.config().queues[room].rujuk
        if step == "refer" and not onward:
            continue
        yield (
            f"/poli/{room}/{ticket.pk}/{step}/",
            ticket,
            state,
            {"room": onward[0]} if step == "refer" else {},
        )


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Doors(QueueCase):
    def test_the_table_has_every_room_and_every_door(self) -> None:
        self.assertEqual("".join(current.config().queues), ALL)
        self.assertEqual(
            {one.name for one in room_pages}, {"poli", "ruang", "ruang-panggil", "ruang-langkah"}
        )

    def test_whoever_is_placed_in_a_room_goes_through_all_its_doors(self) -> None:
        clerk = member(ROOM)
        client = entered(clerk)
        for room in ALL:
            Ticket.objects.update(state=states.DONE)  # those who were sent on would be called first
            placements.place(clerk, room, "uji")
            self.assertEqual(client.get(f"/poli/{room}/").status_code, 200, room)
            for path, ticket, state, told in doors(room):
                self.assertRedirects(client.post(path, told), f"/poli/{room}/")
                ticket.refresh_from_db()
                self.assertEqual(ticket.state, state, path)
                Ticket.objects.filter(pk=ticket.pk).update(state=states.DONE)  # the next is alone

    def test_nobody_else_goes_through_any(self) -> None:
        """Placed nowhere, or everywhere else, whatever the other roles; placed there, without the role; a superuser."""
        inside, outside = member(DESK, HEAD, name="peran-lain"), member(ROOM, name="lain")
        every, chief = member(DESK, HEAD, ROOM, name="semua"), member(ROOM, name="super")
        chief.is_superuser = True
        chief.save()
        clients = {
            user: entered(user) for user in (inside, outside, every, chief, member(ROOM, name="tanpa"))
        }
        for room in ALL:
            for user in (outside, every, chief):
                placements.place(user, ALL.replace(room, ""), "uji")
            placements.place(inside, room, "uji")
            table = list(doors(room))
            before = self._everything()
            for user, client in clients.items():
                self.assertEqual(client.get(f"/poli/{room}/").status_code, 403, user)
                for path, _, _, told in table:
                    self.assertEqual(client.post(path, told).status_code, 403, (user, path))
            self.assertEqual(self._everything(), before)

    def _everything(self) -> list[Any]:
        return [*Ticket.objects.order_by("pk").values(), *Event.objects.order_by("pk").values()]

    def test_a_door_leads_to_no_ticket_of_another_room(self) -> None:
        client = self.staff(ROOM, rooms="AB")
        for path, ticket, _, told in list(doors("A"))[1:]:
            answer = client.post(path.replace("/poli/A/", "/poli/B/"), told)
            self.assertEqual(answer.status_code, 404, path)
            before = ticket.state
            ticket.refresh_from_db()
            self.assertEqual(ticket.state, before)


class Placed(QueueCase):
    def test_a_clerk_sees_their_own_rooms(self) -> None:
        page = self.staff(ROOM, rooms="BG").get("/poli/")
        self.assertEqual(list(page.context["rooms"]), ["B", "G"])
        self.assertNotContains(page, "Poli Umum")
        self.assertNotContains(page, TOLD)

    def test_who_is_placed_nowhere_is_told_so_and_by_whom_it_is_mended(self) -> None:
        page = self.staff(ROOM).get("/poli/")
        self.assertContains(page, "Anda belum ditempatkan di poli mana pun")
        self.assertContains(page, TOLD)

    def test_what_was_begun_in_a_room_that_is_taken_meanwhile_is_not_done(self) -> None:
        """The page was open, or the network away; whoever is left in the room goes on with the ticket."""
        client, clerk = self.staff(ROOM, rooms="AB"), placements.clerks().get()
        ticket = standing("A", states.SERVING)
        placements.place(clerk, "B", "kepala")
        for step, told in (("finish", {}), ("refer", {"room": "L"})):
            answer = client.post(f"/poli/A/{ticket.pk}/{step}/", told)
            self.assertContains(answer, "Anda tidak ditempatkan di Poli Umum.", status_code=403)
            self.assertContains(answer, TOLD, status_code=403)
            self.assertEqual(list(answer.context["rooms"]), ["B"])
        self.assertEqual(list(Ticket.objects.values_list("state", flat=True)), [states.SERVING])
        placements.place(clerk, "A", "kepala")
        client.post(f"/poli/A/{ticket.pk}/finish/")
        ticket.refresh_from_db()
        self.assertEqual(ticket.state, states.DONE)

    def test_people_are_sent_on_to_rooms_of_others(self) -> None:
        client, ticket = self.staff(ROOM, rooms="A"), standing("A", states.SERVING)
        client.post(f"/poli/A/{ticket.pk}/refer/", {"room": "L"})
        child = Ticket.objects.get(parent=ticket)
        self.assertEqual((child.room, child.state), ("L", states.WAITING))
        self.assertEqual(client.post("/poli/L/panggil/").status_code, 403)
        self.assertEqual(client.post(f"/poli/L/{child.pk}/call/").status_code, 403)

    def test_a_room_that_left_the_file_breaks_nothing_and_goes_with_the_next_change(self) -> None:
        client, clerk = self.staff(ROOM, rooms="AB"), placements.clerks().get()
        head, told = self.staff(HEAD), current.config().model_dump()
        del told["poli"]["B"]
        for room in told["poli"].values():
            room["rujuk"] = [one for one in room["rujuk"] if one != "B"]
        with mock.patch.object(current, "config", return_value=Config.model_validate(told)):
            self.assertEqual(list(client.get("/poli/").context["rooms"]), ["A"])
            self.assertEqual(client.get("/poli/B/").status_code, 404)
            self.assertContains(head.get("/atur/penempatan/"), "Poli Umum")
            self.assertNotContains(head.get(f"/atur/penempatan/{clerk.pk}/"), 'value="B"')
            head.post(f"/atur/penempatan/{clerk.pk}/", {"rooms": ["A"]})
        self.assertEqual(list(Placement.objects.values_list("room", flat=True)), ["A"])

    def test_the_clerk_of_the_demo_works_somewhere(self) -> None:
        content.demo()
        self.assertEqual(list(placements.rooms(placements.clerks().get())), ["A", "B"])


class AfterACut(QueueCase):
    """The desk's door is the desk's alone, and a desk serves all rooms: wherever somebody is placed."""

    def send(self, client: Client, done: list[dict[str, Any]]) -> Any:
        body = json.dumps({"tindakan": done})
        return client.post("/loket/tindakan/", body, content_type="application/json")

    def done(self, ticket: Ticket) -> list[dict[str, Any]]:
        return [
            {"id": str(uuid4()), "at": NOW.isoformat(), "what": what, "ticket": str(ticket.pk)}
            for what in ("call", "serve", "finish")
        ]

    def test_a_rooms_clerk_replays_nothing_and_the_desk_may_yet(self) -> None:
        ticket = standing("A", states.WAITING)
        done = self.done(ticket)
        for rooms in ("", "A"):
            clerk = entered(member(ROOM, name=f"poli-{rooms}", rooms=rooms))
            self.assertEqual(self.send(clerk, done).status_code, 403)
            self.assertEqual(clerk.get("/loket/data/").status_code, 403)
        self.assertFalse(Action.objects.exists() or Event.objects.exists())
        answers = self.send(self.staff(DESK), done).json()["jawaban"]
        self.assertEqual([one["ok"] for one in answers], [True] * 3)

    def test_what_a_desk_did_counts_though_a_room_was_taken_from_its_clerk(self) -> None:
        client, ticket = self.staff(DESK, ROOM, rooms="A"), standing("A", states.WAITING)
        done = self.done(ticket)
        placements.place(placements.clerks().get(), "", "kepala")
        answers = self.send(client, done).json()["jawaban"]
        self.assertEqual([one["ok"] for one in answers], [True] * 3, answers)
        ticket.refresh_from_db()
        self.assertEqual(ticket.state, states.DONE)
        self.assertEqual(client.post("/poli/A/panggil/").status_code, 403)


class Room(QueueCase):
    def test_a_room_calls_serves_and_sends_on(self) -> None:
        self.waiting(count=3)
        client = self.staff(ROOM, rooms="A")
        client.post("/poli/A/panggil/", {"point": "Ruang 2"})
        ticket = Ticket.objects.get(number="A-001")
        self.assertEqual((ticket.state, ticket.point), ("called", "Ruang 2"))
        self.assertContains(
            client.get("/poli/A/"), "Nomor antrian A nol nol satu, silakan ke Poli Umum, Ruang 2."
        )
        for step in ("recall", "serve"):
            client.post(f"/poli/A/{ticket.pk}/{step}/")
        client.post(f"/poli/A/{ticket.pk}/refer/", {"room": "L"})
        self.assertEqual(Ticket.objects.get(parent=ticket).number, "L-001")
        client.post("/poli/A/panggil/", {"point": "<b>"})
        self.assertEqual(Ticket.objects.get(number="A-002").point, "")
        for step in ("absent", "drop", "finish"):
            client.post(f"/poli/A/{Ticket.objects.get(number='A-003').pk}/{step}/")
        self.assertEqual(Ticket.objects.get(number="A-003").state, "waiting")
