"""What nobody means well with, put into one field after the other of whatever staff fills in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.test import Client

from opd.service import programs
from opd.service.models import Record
from tests.service.support import ServiceCase

FORMULA = '=HYPERLINK("http://x.invalid","y")'
WORDS = (
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "{{ 7777*7777 }}{% debug %}{nik} ${jndi:ldap://x} %s%n {0.__class__}",
    "'; DROP TABLE service_record; --",
    FORMULA,
    "baris\r\nSet-Cookie: a=b\r\n\r\n<h1>",
    "Budi\x00Contoh",
    "Budi\u202egnp.exe \x1b[31m",
    "x" * 100_000,
    "-1",
    "9" * 60,
    "9999-12-31",
)
THINGS = (
    None,
    True,
    -1,
    1e308,
    10**60,
    [],
    ["<b>"],
    {},
    {"teks": {"a": []}},
    {"teks": "x", "lat": "1e9"},
    [[[[]]]],
)
"""What a program may send beside words."""
RUN = ("<script>alert", "<img src=x", "60481729")
UNSEEN = ("\x00", "\u202e", "\x1b")


def _variants(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for value in (*WORDS, *THINGS):
        for name in (*body, "tidak_ada"):
            yield {**body, name: value}
        for name in body.get("isian", ()):
            yield {**body, "isian": {**body["isian"], name: value}}


class HostileCase(ServiceCase):
    """Each attempt is undone, so that every one meets the same."""

    def attack(self, desk: Client, path: str, data: Mapping[str, Any], pages: Iterable[str]) -> int:
        """How many were taken; what they left is looked at on ``pages`` and in exports."""
        taken = 0
        for name in data:
            for words in WORDS:
                with self.subTest(path=path, field=name, words=words[:30]), transaction.atomic():
                    answer = desk.post(path, {**data, name: words})
                    self.assertIn(answer.status_code, (200, 302, 404, 422))
                    self.harmless(answer)
                    if answer.status_code == 302:
                        taken += 1
                        self.look(desk, pages)
                        if words == FORMULA:
                            self.export(desk)
                    transaction.set_rollback(True)
        return taken

    def program_attacks(self, method: str, path: str, body: Mapping[str, Any], *roles: str) -> int:
        """The same through the API, in each key of ``body`` and of its answers; how many were taken."""
        token = programs.make(self.staff(*roles, name="program").user, "uji", 1)
        taken = 0
        for given in _variants(body):
            with self.subTest(path=path, given=str(given)[:80]), transaction.atomic():
                answer = getattr(Client(), method)(
                    path,
                    json.dumps(given),
                    content_type="application/json",
                    headers={"Authorization": f"Bearer {token}"},
                )
                self.assertIn(answer.status_code, (200, 201, 409, 422), answer.content[:200])
                taken += answer.status_code in (200, 201)
                transaction.set_rollback(True)
        return taken

    def look(self, desk: Client, pages: Iterable[str]) -> None:
        newest = Record.objects.latest("created_at")
        for page in (*pages, f"/meja/{newest.kind}/", f"/meja/{newest.kind}/{newest.pk}/"):
            answer = desk.get(page)
            self.assertEqual(answer.status_code, 200, page)
            self.harmless(answer, RUN + UNSEEN)

    def export(self, desk: Client) -> None:
        kind = Record.objects.latest("created_at").kind
        told = {}
        for form in ("csv", "json"):
            answer = desk.post(f"/meja/{kind}/ekspor/", {"format": form})
            told[form] = b"".join(answer.streaming_content).decode("utf-8-sig")
        json.loads(told["json"])
        for row in csv.reader(io.StringIO(told["csv"])):
            self.assertFalse([cell for cell in row if cell.startswith(("=", "@", "+", "\t", "\r"))], row)

    def harmless(self, answer: Any, signs: tuple[str, ...] = RUN) -> None:
        """A refused form gives its author back what cannot be seen; no page shows it to others."""
        for sign in () if answer.streaming else signs:
            self.assertNotIn(sign, answer.content.decode())
        self.assertNotIn("a", answer.cookies)
