"""Who may do what on a website. Which pages and files they may do it to follows from the tree (``access``)."""

from __future__ import annotations

ADMIN = "wagtailadmin.access_admin"
CHECK = "website.check_publicdocument"
WRITER, EDITOR, OFFICER, HEAD_OFFICER, SUPERIOR, MANAGER = (
    "penulis",
    "penyunting",
    "ppid pelaksana",
    "ppid utama",
    "atasan ppid",
    "admin opd",
)

_OFFICER = [
    ADMIN,
    CHECK,
    "website.view_informationrequest",
    "website.process_informationrequest",
    "website.view_objection",
    "website.view_publicinformation",
    "website.add_publicinformation",
    "website.change_publicinformation",
]

ROLES: dict[str, list[str]] = {
    WRITER: [ADMIN],
    EDITOR: [ADMIN, CHECK],
    OFFICER: _OFFICER,
    HEAD_OFFICER: [
        *_OFFICER,
        "website.refuse_informationrequest",
        "website.reveal_informationrequest",
        "website.export_informationrequest",
        "website.delete_publicinformation",
    ],
    SUPERIOR: [
        ADMIN,
        "website.view_informationrequest",
        "website.view_objection",
        "website.answer_objection",
        "website.export_informationrequest",
    ],
    # Who runs the site sees who works with it, and none of those who asked for information.
    MANAGER: [
        ADMIN,
        CHECK,
        "opd.add_user",
        "opd.change_user",
        "opd.view_user",
        "website.change_siteprofile",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
        "opd.add_holiday",
        "opd.change_holiday",
        "opd.delete_holiday",
        "opd.view_holiday",
    ],
}
