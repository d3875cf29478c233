"""Who may do what: roles are groups, and what a role may do is code, so that no click widens it unseen.

Each app's module ``roles`` says ``ROLES = {"penyunting": ["website.add_news", …]}``; a project adds ``OPD_ROLES`` to
its settings. After each ``migrate`` the groups hold exactly that. Who has a role is data, and every change is audited.
Where a role alone is not enough, ``ADVICE = {"penyunting": "…"}`` tells whoever gives it what comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import module_has_submodule

from opd import staff

Declared = Mapping[str, Sequence[str]]

ROLES: Declared = {
    "pengelola": [
        "opd.add_user",
        "opd.change_user",
        "opd.view_user",
        "opd.add_holiday",
        "opd.change_holiday",
        "opd.delete_holiday",
        "opd.view_auditentry",
    ],
    "auditor": ["opd.view_auditentry"],
}


def has(user: Any, *names: str) -> bool:
    """Whether the user has one of the roles. A superuser has none by that alone: a right is no duty."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    if not hasattr(user, "_opd_roles"):
        user._opd_roles = frozenset(user.groups.values_list("name", flat=True))  # noqa: SLF001  # one query a request
    return not user._opd_roles.isdisjoint(names)  # noqa: SLF001  # as above


def required(*names: str) -> Callable[[staff.View], staff.View]:
    """A view for those who have one of the roles: others are sent to log in, or told 403."""

    def decorate(view: staff.View) -> staff.View:
        @staff.only()
        def answer(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
            if not has(request.user, *names):
                raise PermissionDenied
            return view(request, *arguments, **named)

        return answer

    return decorate


def declared() -> dict[str, frozenset[str]]:
    """Every role with all that the apps and the project let it do."""
    found: dict[str, frozenset[str]] = {}
    for roles in (*_told("ROLES"), getattr(settings, "OPD_ROLES", {})):
        for name, permissions in roles.items():
            if name != name.lower():
                raise ImproperlyConfigured(f"the role {name!r} is not written in small letters")
            found[name] = found.get(name, frozenset()) | frozenset(permissions)
    return found


def advice(names: Iterable[str]) -> list[str]:
    """What is still to be done for somebody who was given these roles."""
    known = {name: words for told in _told("ADVICE") for name, words in told.items()}
    return [known[name] for name in sorted(names) if name in known]


def _told(what: str) -> list[Mapping[str, Any]]:
    """What the apps' modules ``roles`` say by this name."""
    with_roles = [
        config
        for config in apps.get_app_configs()
        if config.module is not None and module_has_submodule(config.module, "roles")
    ]
    return [getattr(import_module(f"{config.name}.roles"), what, {}) for config in with_roles]


@transaction.atomic
def make_groups() -> None:
    """Each declared role's group, with exactly its permissions. ImproperlyConfigured names those that do not exist."""
    existing = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for name, wanted in declared().items():
        if unknown := sorted(wanted - existing.keys()):
            raise ImproperlyConfigured(
                f"the role {name!r} names permissions that do not exist: {', '.join(unknown)}"
            )
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(existing[permission] for permission in wanted)


def after_migrate(app_config: AppConfig, **_: object) -> None:
    """post_migrate comes once for each app with models; only after the last one all permissions are there."""
    with_models = [config for config in apps.get_app_configs() if config.models_module]
    if app_config == with_models[-1]:
        create_permissions(app_config, verbosity=0)
        make_groups()
