"""Many kelurahan from one folder (`for_each`): each app is told a name, and takes nothing of the pilot's."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import yaml
from django.conf import settings
from django.template.loader import render_to_string
from django.test import override_settings

from opd.letters import content, offices, signing
from opd.letters.models import Application, Official
from tests.letters.support import LettersCase, official

PILOT = {
    "short_name": "Percontohan",
    "address": "Jalan Percontohan 1",
    "phone": "0622 111",
    "email": "satu@contoh.test",
    "head_title": "Lurah Percontohan",
    "head_name": "Butet Percontohan",
}
TOLD = {"SITE_NAME": "Kelurahan Bane Timur", "SITE_HOST": "bane.contoh.test"}


class Alike(LettersCase):
    def setUp(self) -> None:
        file = Path(settings.UPLOADS, "profil-percontohan.yaml")
        file.write_text(yaml.safe_dump(yaml.safe_load(Path(settings.OPD_PROFILE).read_text()) | PILOT))
        for changed in (patch.dict(os.environ, TOLD), override_settings(OPD_PROFILE=file)):
            changed.__enter__()
            self.addCleanup(changed.__exit__, None, None, None)

    def test_letters_have_its_own_number_and_nothing_of_the_pilot(self) -> None:
        self.assertEqual(list(offices.faults(offices.offices())), [])
        application, signer, printed = self.checked(), official(), []

        def render(template: str, context: dict[str, object]) -> bytes:
            printed.append(render_to_string(template, context))
            return b"%PDF-1.7 uji"

        with patch("opd.letters.signing.pdf.render", render):
            letter = signing.sign(application, signer, "lurah", {"lurah"}, "A4")
        self.assertIn("/001/BANE-TIMUR/", letter.number)
        self.assertEqual(letter.signer_title, "Lurah")
        self.assertIn("Kelurahan Bane Timur", printed[0])
        self.assertIn("https://bane.contoh.test/v/", printed[0])
        for word in PILOT.values():
            self.assertNotIn(word, printed[0])
        self.assertNotContains(self.client.get("/"), PILOT["address"])
        self.assertEqual(Application.objects.get().office, offices.ONLY)

    def test_the_pilots_head_does_not_sign_for_it(self) -> None:
        content.seed()
        self.assertFalse(Official.objects.exists())
