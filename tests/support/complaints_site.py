"""A city's reports (template `complaints`) that serve, for the tests of their pages: one for a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.model import load_city
from infra.scaffold import TEMPLATES
from infra.scaffold.answers import answers
from infra.scaffold.render import render, variables
from tests.support.app_image import App, AppImage
from tests.support.declared import declared
from tests.support.visitors import SESSION

TEMPLATE = TEMPLATES["complaints"]
Served = tuple[App, tuple[str, str, str, str]]
"""The app; sessions of a coordinator and of an office; a report of that office, and a code of another."""


def baked(city: Path) -> Path:
    """A project of the template. Not by `new`: that wants the ministry's leave, and this city has none."""
    told = answers(
        "diskominfo", load_city(city), {"label": "sqs"}, place="test", variables=variables(TEMPLATE)
    )
    return render(TEMPLATE, told, city)


# Somebody in all roles but the offices', and one of an office.
PREPARE = f"""{SESSION}
from opd import tokens
from opd.complaints import content, nightly
from opd.complaints.models import Complaint, Officer
from django.utils import timezone
from datetime import timedelta
content.demo()
nightly.warn(timezone.now() + timedelta(days=30))
boss = User.objects.create_user("uji", password="Kata-Sandi-Uji-2026", is_staff=True)
boss.groups.set(Group.objects.exclude(name="penghubung"))
one = Complaint.objects.filter(state="ditindaklanjuti").exclude(unit="").exclude(klass="pengawasan").first()
office = User.objects.get(username="penghubung-" + one.unit)
done = Complaint.objects.filter(state="selesai").first()
code = tokens.new()
Complaint.objects.filter(pk=done.pk).update(token=tokens.digest(code))
done.outcomes.update(stars=None)
print(session(boss), session(office), one.pk, code)
"""


@pytest.fixture(scope="session")
def diskominfo(app_image: AppImage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    city = declared(tmp_path_factory.mktemp("complaints"))
    with app_image.serving(baked(city), ["prepare"]) as app:
        boss, office, one, code = app.python("-c", PREPARE).strip().splitlines()[-1].split()
        yield app, (boss, office, one, code)
