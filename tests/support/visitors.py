"""Who is logged in at an app under test.

Sessions are made within it: over plain HTTP a browser keeps no cookie that is for HTTPS, as ours are, so
that nobody comes in by the login's form."""

from __future__ import annotations

from typing import Any

TOKEN = "a" * 32
"""Of forms: the same in cookie and field."""

SETUP = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
"""
# For a program within the app: ``session(user)`` is the key of one in which the user is logged in.
SESSION = f"""{SETUP}
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from opd.models import User
def session(user):
    made = SessionStore()
    made[SESSION_KEY], made[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    made[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    made.save()
    return made.session_key
"""


def cookies(url: str, session: str = "") -> Any:
    """Of who has that session, or of anybody."""
    told = {"csrftoken": TOKEN, **({"sessionid": session} if session else {})}
    return [{"name": name, "value": value, "url": url} for name, value in told.items()]
