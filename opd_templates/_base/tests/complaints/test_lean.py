"""What an app that citizens only look at does not load."""

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
from django.urls import get_resolver, reverse
import opd.complaints
reverse("complaints:lapor"), get_resolver().reverse_dict
for folder in (Path(opd.__path__[0], "templates"), Path(opd.complaints.__path__[0], "templates")):
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))
print(json.dumps(sorted(sys.modules)))
"""
# Pictures, what seals, letters, what asks SP4N-LAPOR!, Django's own tests.
HEAVY = {"PIL", "cryptography", "django.test", "puremagic", "unittest", "weasyprint", "ninja"}
HEAVY |= {
    "opd.complaints.sp4n.over_http",
    "opd.complaints.content",
    "opd.service.models",
}


class Loaded(SimpleTestCase):
    def test_what_visitors_do_not_need_comes_with_its_first_use(self) -> None:
        done = subprocess.run([sys.executable, "-c", LOADED], check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(HEAVY.intersection(json.loads(done.stdout)), set())
