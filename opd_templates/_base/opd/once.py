"""A form that is sent twice makes one record: the record's id is made with the form."""

from __future__ import annotations

import uuid

from django.core import signing
from django.http import HttpRequest

KEY, SECONDS = "_kunci", 24 * 3600


def new_key() -> str:
    """For a hidden field of that name; signed, so that nobody chooses an id."""
    return signing.dumps(str(uuid.uuid4()), salt=KEY)


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """None for a key that is not ours, or of yesterday's form: then what is posted is a record of its own."""
    try:
        return uuid.UUID(signing.loads(request.POST.get(KEY, ""), salt=KEY, max_age=SECONDS))
    except (signing.BadSignature, ValueError):
        return None
