"""Who may take documents and pictures away. For Wagtail, whoever may change one may delete it, and writers change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from opd.website.models import Picture, PublicDocument
from opd.website.roles import CHECK


class FilesPolicy(CollectionOwnershipPermissionPolicy):
    """What is public is not a writer's to delete: a writer takes back an own document that nobody looked at yet."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        known = set(actions)
        if not (user.has_perm(CHECK) or self._is_taken_back(user, instance)):
            known.discard("delete")
        allowed: bool = super().user_has_any_permission_for_instance(user, known, instance)
        return allowed

    def _is_taken_back(self, user: Any, instance: Any) -> bool:
        is_own = getattr(instance, self.owner_field_name) == user
        return is_own and isinstance(instance, PublicDocument) and not instance.is_checked


def register() -> None:
    """``exact_class``: comes before Wagtail's own, which its apps register later."""
    for model, permissions in ((PublicDocument, "wagtaildocs.Document"), (Picture, "wagtailimages.Image")):
        policy = FilesPolicy(model, auth_model=permissions, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)
