"""What an app that citizens only look at does not load."""

from __future__ import annotations

import json
import subprocess
import sys

from django.core.management import call_command
from django.test import SimpleTestCase, TestCase

LOADED = """
import json, sys
from pathlib import Path
from opd.serving import Server
Server.load(None)
from django.template.loader import get_template
from django.urls import get_resolver
import opd.letters
get_resolver().reverse_dict
for folder in (Path(opd.__path__[0], "templates"), Path(opd.letters.__path__[0], "templates")):
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))
print(json.dumps(sorted(sys.modules)))
"""
# Pictures, what seals, codes, letters, an API, another template's, Django's own tests.
HEAVY = {
    "PIL",
    "cryptography",
    "django.test",
    "ninja",
    "puremagic",
    "segno",
    "unittest",
    "wagtail",
    "weasyprint",
}


class Loaded(SimpleTestCase):
    def test_what_visitors_do_not_need_comes_with_its_first_use(self) -> None:
        done = subprocess.run([sys.executable, "-c", LOADED], check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(HEAVY.intersection(json.loads(done.stdout)), set())


class Migrations(TestCase):
    def test_they_are_in_step_with_the_models(self) -> None:
        call_command("makemigrations", "letters", check=True, dry_run=True, verbosity=0)
