"""iCalendar (RFC 5545), as much of it as an agenda needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

WIDTH = 75  # octets in a line (3.1)
END = "\r\n"


@dataclass(frozen=True, slots=True)
class Event:
    uid: str
    changed: datetime
    begins: datetime
    ends: datetime | None
    title: str
    place: str = ""
    text: str = ""
    url: str = ""


def calendar(title: str, events: Iterable[Event]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kominfo//Situs OPD//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(folded + END for line in lines for folded in _folded(line))


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_time(event.changed)}"
    yield f"DTSTART:{_time(event.begins)}"
    if event.ends:
        yield f"DTEND:{_time(event.ends)}"
    yield f"SUMMARY:{_text(event.title)}"
    for name, value in (("LOCATION", event.place), ("DESCRIPTION", event.text)):
        if value:
            yield f"{name}:{_text(value)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "END:VEVENT"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Escaped (3.3.11); a line break of ours never becomes one of the file's."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, not cut within a character."""
    part, size, most = "", 0, WIDTH
    for character in line:
        width = len(character.encode())
        if size + width > most:
            yield part
            part, size, most = " ", 1, WIDTH
        part += character
        size += width
    yield part
