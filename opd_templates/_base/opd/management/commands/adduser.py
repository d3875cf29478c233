"""``opd adduser NAME --role pengelola``: the first member of staff, and whoever must come in when nobody else can."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from opd import passwords, roles
from opd.models import User


class Command(BaseCommand):
    help = "Makes a member of staff, or gives one a password for the first time; prints it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", action="append", default=[], choices=sorted(roles.declared()))
        parser.add_argument("--email", default="")

    @transaction.atomic
    def handle(self, *, name: str, role: list[str], email: str, **_: Any) -> None:
        user = User.objects.filter(username=name).first() or User(username=name, email=email, is_staff=True)
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        once = passwords.give(user)
        user.groups.add(*Group.objects.filter(name__in=role))
        for told in roles.advice(role):
            self.stdout.write(told)
        self.stdout.write(once)  # last: whoever reads it by a program takes the last line
