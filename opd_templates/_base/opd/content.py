"""First content and made-up content: each app's module ``content`` may hold ``seed()`` and ``demo()``.

``seed`` fills what is empty with what the profile knows, and leaves alone what people wrote: ``opd prepare`` runs it
after each migration. ``demo`` adds people and things that do not exist. Both return how many things they made.
"""

from __future__ import annotations

import random
from importlib import import_module
from typing import Literal

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule

NAMES = (
    "Ujang Contoh",
    "Siti Rekaan",
    "Togar Misalan",
    "Butet Umpama",
    "Made Andai",
    "Rina Semisal",
    "Poltak Ibarat",
)
STREETS = ("Jalan Rekaan", "Jalan Contoh", "Gang Misal", "Jalan Umpama")


def fill(what: Literal["seed", "demo"]) -> dict[str, int]:
    """Ask every app, in their order; how many things each of them made."""
    made: dict[str, int] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "content"):
            continue
        function = getattr(import_module(f"{config.name}.content"), what, None)
        if function is not None:
            with transaction.atomic():
                made[config.label] = function()
    return made


def nik(number: int) -> str:
    """A NIK that nobody can have: no region is called 999999. ``number`` from 1 to 9999 tells them apart."""
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} is not between 1 and 9999")
    return f"999999{1 + number % 28:02}{1 + number % 12:02}90{number:04}"


def phone(number: int) -> str:
    """A number that no operator gives out."""
    return f"0800{number % 10**8:08}"


def person(number: int) -> dict[str, str]:
    """``name``, ``nik``, ``phone``, ``address``, ``email`` of nobody; the same for the same number."""
    chosen = random.Random(number)  # noqa: S311  # made up, and meant to be the same each time
    name = NAMES[number % len(NAMES)]
    return {
        "name": f"{name} {number}",
        "nik": nik(1 + number % 9999),
        "phone": phone(number),
        "address": f"{chosen.choice(STREETS)} No. {chosen.randint(1, 200)}",
        "email": f"warga{number}@contoh.invalid",
    }
