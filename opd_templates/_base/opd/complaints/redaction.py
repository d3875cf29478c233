"""What others may read of what a citizen wrote: without the numbers, addresses and names by which somebody is known."""

from __future__ import annotations

import re

from opd.complaints import states
from opd.complaints.models import Complaint
from opd.private import DOTS, without_personal_numbers

# Blanks of all kinds, lines' ends among them, dots, dashes of all lengths, slashes.
_GAP = r"[\s._/()\u2010-\u2015\u2212-]{0,3}"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(rf"(?<!\d)(?:\d{_GAP}){{15}}\d(?!\d)")
_PHONE = re.compile(rf"(?<!\d)(?:\+?62|0){_GAP}8(?:{_GAP}\d){{7,12}}(?!\d)")
_LEAST_NAME = 3
UNCHECKED = "Belum diperiksa koordinator: pelapornya anonim."


def masked(text: str) -> str:
    """Without NIKs, card and telephone numbers, however they are spaced, and e-mail addresses."""
    for pattern in (_MAIL, _LONG_NUMBER, _PHONE):
        text = pattern.sub(DOTS * 6, text)
    return without_personal_numbers(text)  # last: it leaves the ends, by which an office may know somebody


def anonymous(text: str, *names: str) -> str:
    """``masked``, and without any word of ``names``: for those who must not learn who wrote it."""
    words = {word for name in names for word in re.findall(r"\w+", name) if len(word) >= _LEAST_NAME}
    text = masked(text)
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(word)}\b", DOTS * 3, text, flags=re.IGNORECASE)
    return text


def is_unchecked(complaint: Complaint) -> bool:
    """Anonymous, and nobody looked yet whether it says who wrote it. Of what was deleted nothing is left to see."""
    return complaint.anonymous and not complaint.office_text and complaint.cleared_at is None


def for_others(complaint: Complaint) -> str:
    """What it says, for those who must not learn who wrote it; of an anonymous one what the coordinator let through."""
    if is_unchecked(complaint):
        return UNCHECKED
    return without_reporter(complaint, complaint.office_text or complaint.text)


def for_office(complaint: Complaint) -> str:
    """What was let through, or a proposal: all that the reporter wrote until now, the place among it."""
    if complaint.office_text:
        return complaint.office_text
    place = f"Tempat: {complaint.address}" if complaint.address else ""
    later = [event.note for event in complaint.events.filter(who=states.REPORTER)]
    told = [complaint.text, place, *later]
    return without_reporter(complaint, "\n\n".join(one for one in told if one))


def without_reporter(complaint: Complaint, text: str) -> str:
    """Masked, and without the name of who reported, whatever stands in it."""
    reporter = getattr(complaint, "reporter", None)
    return anonymous(text, reporter.name) if reporter else masked(text)
