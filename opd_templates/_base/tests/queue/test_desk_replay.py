"""A desk without a network: what it did comes later, in its order, as often as it is sent, and counts once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connections
from django.test import Client

from opd.queue import devices, replay, states
from opd.queue.models import Action, Counter, Device, Ticket
from opd.refusal import Refused
from tests.queue.support import NOW, TODAY, QueueCase, TogetherCase


def action(what: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "at": NOW.isoformat(), "what": what, **more}


def desk(name: str = "Loket 1") -> Device:
    return devices.desk(uuid4(), name)


class Replay(QueueCase):
    def test_what_was_done_offline_joins_the_list(self) -> None:
        self.waiting(count=2)
        device = desk()
        given = action("issue", room="A", number="A1-001", at=(NOW - timedelta(minutes=5)).isoformat())
        done = [
            given,
            *(action(step, ticket=given["id"]) for step in ("call", "recall", "serve", "finish")),
            action("issue", room="A", number="A1-002", priority=True, payer="bpjs"),
        ]
        answers = replay.run(done, device, "loket")
        self.assertEqual([one["ok"] for one in answers], [True] * 6, answers)
        first, second = Ticket.objects.get(number="A1-001"), Ticket.objects.get(number="A1-002")
        self.assertEqual(
            (first.state, str(first.pk), first.arrived_at), ("done", given["id"], NOW - timedelta(minutes=5))
        )
        self.assertEqual((second.state, second.priority, second.payer), ("waiting", True, "bpjs"))
        self.assertEqual(
            list(first.events.values_list("what", flat=True)), ["issue", "call", "recall", "serve", "finish"]
        )
        self.assertEqual(self.waiting()[0].number, "A-003")  # the room's own counter knows nothing of it

    def test_whoever_came_before_the_cut_is_called_before(self) -> None:
        first = self.waiting()[0]
        self.at(NOW + timedelta(minutes=10))
        late = self.waiting()[0]
        replay.run(
            [action("issue", room="A", number="A1-001", at=(NOW + timedelta(minutes=5)).isoformat())],
            desk(),
            "loket",
        )
        between = Ticket.objects.get(number="A1-001")
        self.assertTrue(first.place < between.place < late.place)

    def test_what_is_sent_again_is_answered_again_and_done_once(self) -> None:
        device, given = desk(), action("issue", room="A", number="A1-001")
        call = action("call", ticket=given["id"])
        first = replay.run([given, call], device, "loket")
        again = replay.run([given, call, call], device, "loket")
        self.assertEqual(again, [first[0], first[1], first[1]])
        self.assertEqual((Ticket.objects.count(), Ticket.objects.get().calls), (1, 1))

    def test_an_online_number_is_told_once_with_its_code(self) -> None:
        given = action("issue", room="A")
        first, again = (replay.run([given], desk(), "loket")[0] for _ in range(2))
        self.assertEqual((first["number"], again["number"]), ("A-001", "A-001"))
        self.assertTrue(first["token"])
        self.assertNotIn("token", again)
        self.assertNotIn("token", Action.objects.get().answer)

    def test_a_number_that_replaces_another_leaves_nobody_twice(self) -> None:
        device, tried = desk(), action("issue", room="A")
        replay.run([tried], device, "loket")  # it arrived; the answer did not
        replay.run([action("issue", room="A", number="A1-001", replaces=tried["id"])], device, "loket")
        self.assertEqual(
            dict(Ticket.objects.values_list("number", "state")), {"A-001": "cancelled", "A1-001": "waiting"}
        )

    def test_a_try_that_arrives_after_its_replacement_makes_nothing(self) -> None:
        device, tried = desk(), action("issue", room="A")
        replay.run([action("issue", room="A", number="A1-001", replaces=tried["id"])], device, "loket")
        answer = replay.run([tried], device, "loket")[0]
        self.assertEqual((answer["ok"], answer["why"]), (False, "Diganti dengan nomor luring."))
        self.assertEqual(list(Ticket.objects.values_list("number", flat=True)), ["A1-001"])

    def test_what_became_impossible_meanwhile_is_refused_and_the_rest_goes_on(self) -> None:
        ticket = self.waiting()[0]
        done = [
            action("call", ticket=str(ticket.pk)),
            action("call", ticket=str(ticket.pk)),
            action("serve", ticket=str(ticket.pk)),
        ]
        answers = replay.run(done, desk(), "loket")
        self.assertEqual([one["ok"] for one in answers], [True, False, True])
        self.assertIn("dipanggil", answers[1]["why"])

    def test_numbers_of_another_series_are_refused(self) -> None:
        device = desk()
        for number in (
            "A-001",
            "A2-001",
            "B1-001",
            "A1-000",
            "A1-1",
            "a1-001",
            "A1-001\n",
            "",
            None,
            7,
            ["A1-001"],
        ):
            answer = replay.run([action("issue", room="A", number=number)], device, "loket")[0]
            self.assertFalse(answer["ok"], number)
        self.assertFalse(replay.run([action("issue", room="A", number="A1-001")], None, "loket")[0]["ok"])
        self.assertEqual(Ticket.objects.count(), 0)

    def test_a_browser_that_was_set_up_anew_does_not_give_a_number_twice(self) -> None:
        device = desk()
        replay.run([action("issue", room="A", number="A1-001")], device, "loket")
        answer = replay.run([action("issue", room="A", number="A1-001")], device, "loket")[0]
        self.assertEqual((answer["number"], answer["renumbered"]), ("A1-002", True))
        self.assertEqual(Counter.objects.get(series="A1", day=TODAY).last, 2)

    def test_a_full_quota_does_not_turn_away_who_holds_paper(self) -> None:
        from opd.queue.models import Change

        Change.objects.create(room="A", day=TODAY, quota=1)
        self.waiting()
        self.assertTrue(replay.run([action("issue", room="A", number="A1-001")], desk(), "loket")[0]["ok"])

    def test_a_clock_that_is_wrong_is_not_believed(self) -> None:
        told = (NOW + timedelta(days=3)).isoformat()
        replay.run([action("issue", room="A", number="A1-001", at=told)], desk(), "loket")
        ticket = Ticket.objects.get()
        self.assertEqual((ticket.day, ticket.arrived_at), (TODAY, NOW))

    def test_what_was_done_yesterday_does_not_become_todays(self) -> None:
        device, ticket = desk(), self.waiting()[0]
        given = action("issue", room="A", number="A1-001")
        done = [given, action("call", ticket=given["id"]), action("cancel", ticket=str(ticket.pk))]
        done.append(action("issue", room="A", number="A1-002", at="0001-01-01T00:00:00+14:00"))
        self.at(NOW + timedelta(hours=15, minutes=1))
        answers = replay.run(done, device, "loket")
        self.assertEqual([(one["ok"], one["why"]) for one in answers], [(False, replay.DAY_OVER)] * 4)
        self.assertEqual(list(Ticket.objects.values_list("number", "state")), [("A-001", "waiting")])
        self.at(NOW + timedelta(days=1))
        self.assertTrue(replay.run([action("issue", room="A")], device, "loket")[0]["ok"])

    def test_what_cannot_be_read_is_told_and_keeps_nobody_up(self) -> None:
        ticket = str(self.waiting()[0].pk)
        odd: list[Any] = [
            None, 7, "x", [], {}, {"id": "x"}, {"id": str(uuid4())}, action("absent", ticket=ticket),
            action("drop", ticket=ticket), action("call"), action("call", ticket=str(uuid4())),
            action("issue", room="Z"), action("issue", room=["A"]), action("issue", room="A", payer="x"),
            action("issue", room="A", payer=["umum"]), action(["call"], ticket=ticket), action({"a": 1}, ticket=ticket),
            action("call", ticket=ticket, at="kemarin") | {"id": str(uuid4())},
        ]  # fmt: skip
        answers = replay.run(odd, desk(), "loket")
        self.assertEqual([one["ok"] for one in answers], [False] * 17 + [True], answers)

    def test_each_browser_has_a_series_of_its_own_and_keeps_it(self) -> None:
        keys = [uuid4() for _ in range(3)]
        self.assertEqual([devices.desk(key, "x").series for key in (*keys, keys[0])], [1, 2, 3, 1])
        Device.objects.filter(pk=keys[0]).update(active=False)
        with self.assertRaises(Refused):
            devices.desk(keys[0], "x")
        self.assertEqual(devices.desk(uuid4(), "x").series, 4)

    def test_a_browser_that_was_let_go_yesterday_leaves_its_series(self) -> None:
        first, other = desk(), desk()
        Device.objects.filter(pk=first.pk).update(active=False)
        self.at(NOW + timedelta(days=1))
        self.assertEqual((desk().series, desk().series), (1, 3))
        with self.assertRaises(Refused):
            devices.desk(first.pk, "x")
        self.assertEqual(devices.desk(other.pk, "x").series, 2)


class Together(TogetherCase):
    def test_the_same_action_from_ten_tabs_is_one_ticket(self) -> None:
        device = desk()
        given = action("issue", room="A", number="A1-001")

        def send(_: int) -> dict[str, Any]:
            try:
                return replay.run([given], device, "loket")[0]
            finally:
                connections.close_all()

        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(send, range(10)))
        self.assertEqual(len({json.dumps(one, sort_keys=True) for one in answers}), 1, answers)
        self.assertTrue(answers[0]["ok"])
        self.assertEqual(Ticket.objects.count(), 1)


class Door(QueueCase):
    def send(self, client: Client, body: Any, **headers: str) -> Any:
        return client.post("/loket/tindakan/", body, content_type="application/json", headers=headers)

    def test_the_desks_own_door(self) -> None:
        client, key = self.staff("petugas loket"), str(uuid4())
        data = client.get("/loket/data/", headers={"X-Perangkat": key}).json()
        self.assertEqual((data["tanggal"], data["deret"]), (TODAY.isoformat(), 1))
        self.assertNotIn("absent", data["langkah"])
        answer = self.send(
            client, json.dumps({"tindakan": [action("issue", room="A")]}), **{"X-Perangkat": key}
        ).json()
        self.assertEqual(answer["jawaban"][0]["number"], "A-001")
        self.assertTrue(answer["jawaban"][0]["picture"].startswith("data:image/svg+xml;base64,"))
        for odd in ("", "{", "[]", '"x"', "7", "null", '{"tindakan": 7}', '{"lain": []}'):
            self.assertEqual(self.send(client, odd).status_code, 400, odd)
        self.assertEqual(self.send(client, json.dumps({"tindakan": ["x" * 300_000]})).status_code, 413)

    def test_it_is_closed_without_a_token_of_the_form(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(self._member())
        self.assertEqual(self.send(client, json.dumps({"tindakan": []})).status_code, 403)
        token = client.get("/loket/data/").json()["csrf"]
        self.assertEqual(
            self.send(client, json.dumps({"tindakan": []}), **{"X-CSRFToken": token}).status_code, 200
        )

    def _member(self) -> Any:
        from tests.queue.support import member

        return member("petugas loket")

    def test_what_a_browser_keeps_names_nobody(self) -> None:
        ticket, token = self.booked(day=TODAY)
        told = self.staff("petugas loket").get("/loket/data/").content.decode()
        self.assertIn(ticket.number, told)
        for secret in (
            ticket.name,
            ticket.nik,
            ticket.phone,
            ticket.born,
            token,
            ticket.person,
            ticket.token,
        ):
            self.assertNotIn(secret, told)
        shell = Client().get("/loket/luring/").content.decode()
        self.assertNotIn(ticket.number, shell)
        self.assertNotIn("csrfmiddlewaretoken", shell)
        worker = Client().get("/loket/sw.js")
        self.assertEqual(worker["Content-Type"], "text/javascript; charset=utf-8")
        self.assertIn("/loket/luring/", worker.content.decode())

    def test_states_of_the_page_and_of_the_server_are_the_same(self) -> None:
        data = self.staff("petugas loket").get("/loket/data/").json()
        for step, told in data["langkah"].items():
            self.assertEqual((frozenset(told["dari"]), told["ke"]), states.STEPS[step])
