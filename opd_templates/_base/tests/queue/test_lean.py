"""What those who only look at a board do not load."""

from __future__ import annotations

import json
import subprocess
import sys

from django.test import SimpleTestCase

LOADED = """
import json, sys
from pathlib import Path
from opd.serving import Server
Server.load(None)
from django.template.loader import get_template
from django.urls import get_resolver
import opd.queue
get_resolver().reverse_dict
for folder in (Path(opd.__path__[0], "templates"), Path(opd.queue.__path__[0], "templates")):
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))
print(json.dumps(sorted(sys.modules)))
"""
HEAVY = {"PIL", "cryptography", "django.test", "ninja", "puremagic", "segno", "unittest", "weasyprint"}


class Loaded(SimpleTestCase):
    def test_what_visitors_do_not_need_comes_with_its_first_use(self) -> None:
        done = subprocess.run([sys.executable, "-c", LOADED], check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(HEAVY.intersection(json.loads(done.stdout)), set())
