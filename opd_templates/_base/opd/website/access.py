"""Which pages, files and settings a role may touch: roles say what (``roles``), the tree says where."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from opd.website.roles import HEAD_OFFICER, MANAGER, OFFICER

WRITES = ("add_page", "change_page")
PUBLISHES = (*WRITES, "publish_page", "lock_page", "unlock_page")
RUNS = (*PUBLISHES, "bulk_delete_page")
FILES = ("add_document", "change_document", "choose_document", "add_image", "change_image", "choose_image")
PAPERS = ("add_document", "change_document", "choose_document")


def give(site: Site, collection: Collection, writer: str, editor: str) -> None:
    """Writers write and editors publish below the site's first page, with the files of its collection; what a writer
    hands in goes to the editors. Nothing that is there already is made twice."""
    pages, files = site.root_page, collection
    _pages(writer, pages, WRITES)
    _pages(editor, pages, PUBLISHES)
    _pages(MANAGER, pages, RUNS)
    for role in (writer, editor):
        _files(role, files, FILES)
    _files(MANAGER, files, (*FILES, "delete_document", "delete_image"))
    for role in (OFFICER, HEAD_OFFICER):
        _files(role, files, PAPERS)
    _review(pages, editor)


def give_identity(site: Site, role: str) -> None:
    """A small site's editors keep its name, address and colour themselves."""
    permission = Permission.objects.get(content_type__app_label="website", codename="change_siteprofile")
    GroupSitePermission.objects.get_or_create(group=_group(role), site=site, permission=permission)


def _group(role: str) -> Group:
    return Group.objects.get_or_create(name=role)[0]


def _pages(role: str, page: Page, codenames: Iterable[str]) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(group=_group(role), page=page, permission=permission)


def _files(role: str, collection: Collection, codenames: Iterable[str]) -> None:
    apps = ("wagtaildocs", "wagtailimages")
    for permission in Permission.objects.filter(content_type__app_label__in=apps, codename__in=codenames):
        GroupCollectionPermission.objects.get_or_create(
            group=_group(role), collection=collection, permission=permission
        )


def _review(page: Page, editor: str) -> None:
    if WorkflowPage.objects.filter(page=page).exists():
        return
    name = f"Pemeriksaan {editor}"
    workflow, made = Workflow.objects.get_or_create(name=name)
    if made:
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(_group(editor))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=page, workflow=workflow)
