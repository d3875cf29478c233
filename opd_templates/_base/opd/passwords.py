"""Rules for passwords (BSSN 4/2021): long, mixed, not one of the last, renewed twice a year."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from opd.models import User

LENGTH = 12
REMEMBERED = 5
LASTS = timedelta(days=180)
KINDS = {"huruf kecil": r"[a-z]", "huruf besar": r"[A-Z]", "angka": r"[0-9]", "tanda baca": r"[^A-Za-z0-9]"}


class SmallArgon2(Argon2PasswordHasher):
    """19 MiB and two rounds (OWASP's password storage cheat sheet): Django's own 100 MiB are more than a site has."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


def give(user: User) -> str:
    """Save the user with a password for the first time, which has to be changed at once. Returns it."""
    letters = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"  # none that look like others
    once = "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))
    user.set_password(once)
    user.password_set_at = None  # opd.accounts: asks for another one first of all
    user.save()
    return once


class MixedValidator:
    """Small and capital letters, digits and signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        missing = [name for name, pattern in KINDS.items() if not re.search(pattern, password)]
        if missing:
            raise ValidationError(f"Kata sandi belum memuat {', '.join(missing)}.", code="campuran")

    def get_help_text(self) -> str:
        return f"Kata sandi memuat {', '.join(KINDS)}."


class NotFormerValidator:
    """None of the last ones, the present one among them."""

    def validate(self, password: str, user: User | None = None) -> None:
        former = [user.password, *user.former_passwords] if user and user.pk else []
        if any(check_password(password, one) for one in former if one):
            raise ValidationError("Kata sandi ini pernah dipakai. Buat yang baru.", code="pernah")

    def get_help_text(self) -> str:
        return f"Kata sandi berbeda dari {REMEMBERED} kata sandi terakhir."
