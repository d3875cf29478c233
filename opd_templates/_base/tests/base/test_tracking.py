"""A code opens what it was given for and nothing else; the session knows it until somebody leaves."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.db.models import F
from django.http import HttpRequest
from django.test import RequestFactory, TestCase

from contoh.models import Warga
from opd import tokens, tracking

KEY = "lacak"


def asked(method: str = "post") -> HttpRequest:
    request = getattr(RequestFactory(), method)("/lacak/selesai/")
    request.session = SessionStore()
    return request


class Codes(TestCase):
    def setUp(self) -> None:
        self.code = tokens.new()
        self.one = Warga.objects.create(name=tokens.digest(self.code))
        Warga.objects.create(name=tokens.digest(tokens.new()))
        Warga.objects.create(name="")
        self.records = Warga.objects.annotate(token=F("name"))

    def test_a_code_opens_its_record_however_it_was_typed(self) -> None:
        for typed in (self.code, self.code.lower().replace("-", " ")):
            form = tracking.CodeForm({"kode": typed})
            self.assertEqual((form.found(self.records), form.errors), (self.one, {}))

    def test_what_is_no_code_opens_nothing_and_the_form_says_so(self) -> None:
        for typed in (tokens.new(), self.code[:-1], str(self.one.pk), "x"):
            form = tracking.CodeForm({"kode": typed})
            self.assertIsNone(form.found(self.records), typed)
            self.assertEqual(form.errors, {"kode": [form.unknown]})
        for wrong in ("", "\x00", tokens.digest(self.code)):
            form = tracking.CodeForm({"kode": wrong})
            self.assertIsNone(form.found(self.records), wrong)
            self.assertNotIn(form.unknown, form.errors["kode"])

    def test_a_form_that_was_not_posted_has_no_fault(self) -> None:
        form = tracking.CodeForm(None)
        self.assertEqual((form.found(self.records), form.errors), (None, {}))

    def test_an_empty_code_opens_no_record_without_one(self) -> None:
        self.assertIsNone(tracking.by_code(Warga.objects, "", "name"))
        self.assertEqual(tracking.by_code(Warga.objects, self.code, "name"), self.one)


class Session(TestCase):
    def test_it_opens_what_is_still_among_the_records(self) -> None:
        one, request = Warga.objects.create(name="a"), asked()
        self.assertIsNone(tracking.opened(request, KEY, Warga.objects))
        request.session[KEY] = str(one.pk)
        self.assertEqual(tracking.opened(request, KEY, Warga.objects), one)
        self.assertIsNone(tracking.opened(request, KEY, Warga.objects.exclude(name="a")))
        self.assertIsNone(tracking.opened(request, "lain", Warga.objects))

    def test_leaving_forgets_everything_and_is_posted(self) -> None:
        view, request = tracking.leave("beranda"), asked()
        request.session[KEY] = "1"
        answer = view(request)
        self.assertEqual((answer.status_code, answer["Location"], dict(request.session)), (302, "/", {}))
        self.assertEqual(view(asked("get")).status_code, 405)
