"""What the staff's guide calls a button, a menu or a field is what the screen calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from wagtail.models import Page

from opd import staff
from opd.website.wagtail_hooks import PublicInformationViewSet

from .sites import SeededTest
from .test_language import DOMAINS, catalog, key, wagtails

WORD = re.compile(r"[^\W\d_]{3}")
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)[a-z]|\\\{\w*\\\}")


def named(text: str) -> list[str]:
    """What is written **in bold**."""
    return [" ".join(found.split()) for found in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)]


def translated() -> Iterator[str]:
    """What the editors' part says: in our words, else in Wagtail's."""
    for domain in DOMAINS:
        told = {key(entry): entry for entry in wagtails(domain, "id_ID") if entry.translated()}
        told |= {key(entry): entry for entry in catalog(domain)}
        for entry in told.values():
            yield from entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]


def pattern(text: str) -> str:
    """With anything where a name is put in; matches nothing where there is no word beside such places."""
    escaped = re.escape(text.strip())
    return PLACEHOLDER.sub(".+", escaped) if WORD.search(PLACEHOLDER.sub("", escaped)) else r"(?!)"


class Guide(SeededTest):
    def shown(self) -> Iterator[str]:
        yield from translated()
        yield from (item.title for item in staff._ITEMS)
        yield PublicInformationViewSet.menu_label
        yield from Page.objects.values_list("title", flat=True)
        for model in apps.get_app_config("website").get_models():
            yield str(model._meta.verbose_name)
            yield from (str(getattr(field, "verbose_name", "")) for field in model._meta.get_fields())

    def test_each_name_is_on_the_screen(self) -> None:
        known = re.compile("|".join(sorted({pattern(text) for text in self.shown()})), re.IGNORECASE)
        names = named(Path(settings.OPD_GUIDE).read_text())
        self.assertGreater(len(names), 20)
        self.assertEqual([name for name in names if not known.fullmatch(name)], [])

    def test_a_name_of_before_is_not(self) -> None:
        known = re.compile("|".join({pattern(text) for text in self.shown()}), re.IGNORECASE)
        for former in ("Approve", "Simpan konsep", "Promosikan", "Review this version", "Tarik publikasi"):
            self.assertIsNone(known.fullmatch(former), former)
