"""Settings of a website: ``from opd.website.settings import *``, then what is its own."""

from __future__ import annotations

from pathlib import Path

from django.utils.csp import CSP

from opd import settings as common
from opd.settings import *  # noqa: F403  # settings are made to be taken over whole
from opd.website.roles import EDITOR, ROLES, WRITER
from opd.website.tenants import of_file

ROOT_URLCONF = "opd.website.urls"

# Only what is used: every app costs memory on a server that holds a hundred sites.
INSTALLED_APPS = [
    "opd.website",
    *common.INSTALLED_APPS,
    "opd.website.lean.Redirects",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "opd.website.lean.Documents",
    "opd.website.lean.Images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.sitemaps",
    "django.contrib.postgres",  # full-text search
]
MIDDLEWARE = [
    *common.MIDDLEWARE,
    "opd.website.editing.EditorsMiddleware",
    "opd.website.middleware.SiteMiddleware",
    "opd.website.middleware.AdminPolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

# Roles of the small sites beside this one: `penulis kel-bane`, `penyunting kel-bane` (opd.website.tenants).
OPD_ROLES = {
    f"{role} {each.id}": ROLES[role] for each in of_file(common.OPD_PROFILE) for role in (WRITER, EDITOR)
}

EMAIL_BACKEND = (
    "django.core.mail.backends.dummy.EmailBackend"  # nothing is told by mail: staff see it in their lists
)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a page's form has hundreds: an organisation's tree, a gallery
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2

# Ours before Wagtail's own: what it leaves in English, and what it calls otherwise. (Its JavaScript asks these alone.)
LOCALE_PATHS = [Path(__file__).parent / "locale"]
WAGTAIL_SITE_NAME = "Pengelolaan situs"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [common.TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nothing is asked of others
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # opd's own pages do that
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILADMIN_LOGIN_URL = "opd:masuk"
WAGTAILADMIN_BASE_URL = ""
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        # No pictures here: a picture has a block of its own, with a text for those who do not see it.
        "OPTIONS": {
            "features": ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote"]
        },
    }
}
WAGTAILIMAGES_IMAGE_MODEL = "website.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "opd.website.upload_forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024**2
WAGTAILIMAGES_JPEG_QUALITY = 72
WAGTAILIMAGES_WEBP_QUALITY = 72
WAGTAILDOCS_DOCUMENT_MODEL = "website.PublicDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "opd.website.upload_forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "xlsx"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "indonesian"}
}
WAGTAILSEARCH_HITS_MAX_AGE = 0

WEBSITE_ADMIN = "/kelola/"
# Wagtail's editor sets styles and runs scripts of its own inside its pages; nobody but staff gets there.
WEBSITE_ADMIN_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],  # the preview beside the form
}

# Whom a request for information is filed by reads this first; its version is kept with the request. Another text is
# another version. {hari} is how long privacy.yml keeps it.
PPID_NOTICE = {
    "versi": "2026-11",
    "teks": "Nama, identitas, alamat, dan kontak Anda dipakai untuk menjawab permohonan ini dan keberatan atasnya, "
    "sebagaimana diwajibkan UU 14/2008. Data itu disimpan terenkripsi, dibaca petugas PPID saja, dan dihapus {hari} "
    "hari sesudah permohonan selesai. Anda dapat meminta akses, perbaikan, dan penghapusan data Anda di kantor kami.",
}

# Working days (UU 14/2008, Perki 1/2021). Configuration, as laws change.
PPID_ANSWER_DAYS = 10
PPID_EXTENSION_DAYS = 7
PPID_OBJECTION_WITHIN_DAYS = 30
PPID_OBJECTION_ANSWER_DAYS = 30
# Days of any kind after the due day, after which what nobody answered ends: who asked is not kept for good.
PPID_OPEN_DAYS = 365
