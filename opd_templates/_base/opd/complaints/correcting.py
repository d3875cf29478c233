"""The coordinator mends what is known of a complaint, category and village, and what the public sees of it. What a
citizen wrote stays as it is, for those who work on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from opd.complaints import duplicates, events, moving
from opd.complaints.models import Complaint, Photo, Response
from opd.complaints.redaction import without_reporter
from opd.refusal import Refused

PHOTO, ANSWER = "foto", "jawaban"
TEXTS = ("teks_umum", "teks_unit")
WORD = "Data atau tampilan umum diperbaiki"


def shown(complaint: Complaint) -> list[Photo | Response]:
    """What the complaint's public page shows beside its text."""
    photos = complaint.photos.filter(public=True).exclude(kind=Photo.REPORT)
    return [*photos, *complaint.responses.filter(public=True)]


def name_of(one: Photo | Response) -> str:
    """In a form: ``foto-3``."""
    return f"{PHOTO if isinstance(one, Photo) else ANSWER}-{one.pk}"


@transaction.atomic
def correct(complaint: Complaint, who: str, given: Mapping[str, Any]) -> Complaint:
    """``given`` is what ``desk_forms.CorrectForm`` asks for; what it leaves out stays. Refused."""
    complaint = duplicates.locked(complaint)
    if complaint.cleared_at:
        raise Refused("Data laporan ini sudah dihapus menurut masa simpan.")
    before = _known(complaint)
    complaint.category, _, complaint.sub = given["kategori"].partition("/")
    complaint.village = given["kelurahan"]
    if "teks_umum" in given:
        moving.publish(complaint, given["teks_umum"], show=given["tampil"])
    if "teks_unit" in given:
        complaint.office_text = without_reporter(complaint, given["teks_unit"])
    complaint.save()
    after = _known(complaint)
    changed = [name for name in after if after[name] != before[name]]
    withdrawn = [one for one in shown(complaint) if name_of(one) in given.get("tarik", ())]
    for one in withdrawn:
        one.public = False
        one.save(update_fields=["public"])
    if not changed and not withdrawn:
        raise Refused("Tidak ada yang diubah.")
    detail = {  # no log has what was taken out of a text
        name: "disunting" if name in TEXTS else [before[name], after[name]] for name in changed
    }
    events.write(
        complaint, who, WORD, note=given["alasan"], public=False, ditarik=[*map(name_of, withdrawn)], **detail
    )
    return complaint


def _known(complaint: Complaint) -> dict[str, Any]:
    return {
        "kategori": f"{complaint.category}/{complaint.sub}",
        "kelurahan": complaint.village,
        "teks_umum": complaint.public_text,
        "teks_unit": complaint.office_text,
        "tampil": complaint.listed,
    }
