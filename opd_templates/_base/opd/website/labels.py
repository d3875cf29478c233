"""What no catalog of translations reaches: labels that Wagtail makes of the names of fields, and words that its pages
and scripts hold in English. A script of ours says those otherwise (``static/website/kelola.js``)."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)

LABELS = {
    "link_text": "Teks tautan",
    "email_address": "Alamat surel",
    "phone_number": "Nomor telepon",
    "subject": "Perihal",
    "body": "Isi surel",
}
_FORMS = (AnchorLinkChooserForm, EmailLinkChooserForm, ExternalLinkChooserForm, PhoneLinkChooserForm)


class Fixed(NamedTuple):
    """``selector`` finds the elements that say exactly ``english``, as a text of theirs or as their value."""

    selector: str
    english: str
    indonesian: str


FIXED = (
    Fixed('input[type="submit"]', "Search", "Cari"),  # read out, and reached by the keyboard
    Fixed(".xdsoft_save_selected", "Save Selected", "Pakai yang dipilih"),  # of the calendar
    Fixed(".Tooltip__button", "Edit", "Ubah"),  # of a link within a text
    Fixed(".Tooltip__button", "Remove", "Lepas"),
    Fixed(  # who deletes many pages at once types this, and typed something else
        ".messages li",
        f"Please type '{settings.WAGTAIL_SITE_NAME}' to confirm.",
        f"Tulis '{settings.WAGTAIL_SITE_NAME}' untuk memastikan.",
    ),
)
# Read out while a tag is written; %s is how many there are to choose from.
TAGS = {
    "none": "Belum ada tag seperti itu.",
    "some": "%s tag yang mirip; pilih dengan panah atas dan bawah.",
}


def put_on() -> None:
    for form in _FORMS:
        for name, field in form.base_fields.items():
            field.label = field.label or LABELS.get(name)


def script() -> SafeString:
    """The words and what says them, for each page of the editors' part."""
    words = {"fixed": [each._asdict() for each in FIXED], "tags": TAGS}
    return format_html(
        '{}<script src="{}"></script>', json_script(words, "kata-kelola"), static("website/kelola.js")
    )
