"""The head places clerks in rooms: what is kept, what is written down, what is refused, and who is told."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opd.models import AuditEntry, User
from opd.queue import placements
from opd.queue.models import Placement
from opd.queue.roles import ADVICE, DESK, HEAD, ROOM
from tests.queue.support import QueueCase, member


class Placing(QueueCase):
    def setUp(self) -> None:
        super().setUp()
        self.clerk, self.head = member(ROOM, rooms="A"), self.staff(HEAD)
        self.path = f"/atur/penempatan/{self.clerk.pk}/"

    def rooms(self) -> list[str]:
        return sorted(Placement.objects.filter(user=self.clerk).values_list("room", flat=True))

    def entries(self) -> list[tuple[str, str, dict[str, list[str]]]]:
        found = AuditEntry.objects.filter(action="penempatan diubah").order_by("pk")
        return list(found.values_list("who", "subject", "detail"))[1:]  # the first is setUp's

    def test_rooms_are_given_and_taken_and_both_are_written_down(self) -> None:
        self.assertRedirects(self.head.post(self.path, {"rooms": ["B", "G"]}), "/atur/penempatan/")
        self.assertEqual(self.rooms(), ["B", "G"])
        self.head.post(self.path, {})
        self.assertEqual(self.rooms(), [])
        subject = f"pengguna:{self.clerk.pk}"
        self.assertEqual(
            self.entries(),
            [
                ("kepala-puskesmas", subject, {"diberi": ["B", "G"], "dicabut": ["A"]}),
                ("kepala-puskesmas", subject, {"diberi": [], "dicabut": ["B", "G"]}),
            ],
        )

    def test_what_does_not_change_is_not_written_down(self) -> None:
        self.head.post(self.path, {"rooms": ["A"]})
        self.assertEqual((self.rooms(), self.entries()), (["A"], []))

    def test_only_rooms_with_numbers_are_taken_and_one_wrong_keeps_all_as_it_was(self) -> None:
        for wrong in ("U", "Z", "a", "AB", "", "\x00", "<b>", "A' OR 1=1 --"):
            self.assertEqual(self.head.post(self.path, {"rooms": ["B", wrong]}).status_code, 422, wrong)
        self.assertEqual((self.rooms(), self.entries()), (["A"], []))

    def test_only_who_may_work_in_rooms_is_placed(self) -> None:
        away, outside = member(ROOM, name="cuti"), member(ROOM, name="luar")
        User.objects.filter(pk=away.pk).update(is_active=False)
        User.objects.filter(pk=outside.pk).update(is_staff=False)
        chief = User.objects.create_superuser("akar", is_staff=True)
        for other in (away.pk, outside.pk, chief.pk, member(DESK).pk, 9999):
            path = f"/atur/penempatan/{other}/"
            self.assertEqual(self.head.get(path).status_code, 404, other)
            self.assertEqual(self.head.post(path, {"rooms": ["A"]}).status_code, 404, other)
        self.assertEqual(list(placements.clerks()), [self.clerk])
        self.assertEqual(Placement.objects.count(), 1)

    def test_nobody_places_but_the_head(self) -> None:
        for role in (DESK, "dinkes", "pengelola", "auditor"):
            client = self.staff(role)
            self.assertEqual(client.post(self.path, {"rooms": ["B"]}).status_code, 403, role)
        itself = self.client_class()
        itself.force_login(self.clerk)
        self.assertEqual(itself.post(self.path, {"rooms": ["B"]}).status_code, 403)
        self.assertEqual(self.rooms(), ["A"])

    def test_the_list_says_who_works_where_and_what_nobody_looks_after(self) -> None:
        member(ROOM, name="baru")
        page, asked = self._asked()
        self.assertContains(page, "belum ditempatkan</span>", count=1)
        self.assertNotIn("Poli Umum", {room.nama for room in page.context["empty"]})
        self.assertEqual(len(page.context["empty"]), 9)
        for count in range(3):
            member(ROOM, name=f"lagi-{count}", rooms="BC")
        self.assertEqual(self._asked()[1], asked)  # however many clerks there are

    def _asked(self) -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as asked:
            page = self.head.get("/atur/penempatan/")
        return page, len(asked)


class FirstDay(QueueCase):
    def test_adduser_says_what_comes_next_and_the_password_last(self) -> None:
        for role, words in ((ROOM, [ADVICE[ROOM]]), (DESK, [])):
            out = io.StringIO()
            call_command("adduser", role.replace(" ", "-"), "--role", role, stdout=out)
            *told, once = out.getvalue().splitlines()
            self.assertEqual(told, words)
            self.assertTrue(User.objects.get(username=role.replace(" ", "-")).check_password(once))

    def test_whoever_gives_the_role_on_the_page_is_told_the_same(self) -> None:
        maker = self.staff("pengelola")
        form = {"username": "butet", "is_active": "on"}
        for roles, count in (([ROOM], 1), ([DESK], 0)):
            groups = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
            other = member(DESK, HEAD, name=f"lama-{roles[0].replace(' ', '-')}")
            for path, name in (("baru/", "baru"), (f"{other.pk}/", "ubah")):
                told = {**form, "username": f"{name}-{count}", "groups": groups}
                answer = maker.post(f"/staf/pengguna/{path}", told, follow=True)
                self.assertContains(answer, ADVICE[ROOM], count=count)

    def test_who_could_call_everywhere_before_the_migration_still_can(self) -> None:
        clerk, desk = member(ROOM), member(DESK)
        import_module("opd.queue.migrations.0002_placement").as_before(apps, None)
        self.assertEqual("".join(placements.rooms(clerk)), "ABCDEFGILT")
        self.assertEqual(placements.rooms(desk), {})
