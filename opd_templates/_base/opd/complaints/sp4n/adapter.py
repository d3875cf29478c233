"""What an adapter has to do, and what is sent. Nobody's identity is: the city reports in its own name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """``text`` is the one that was edited for the public; ``received`` is a day as 2026-01-31; ``anonymous`` and
    ``confidential`` are what the reporter asked for, and what has to be asked for there."""

    code: str
    category: str
    text: str
    village: str
    lat: float | None
    lon: float | None
    klass: str
    unit: str
    received: str
    status: str
    anonymous: bool
    confidential: bool

    def as_row(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Receipt:
    number: str
    status: str


@dataclass(frozen=True, slots=True)
class Update:
    """What followed here: ``at`` as 2026-01-31T14:05:00+07:00, ``text`` what an officer said to the reporter."""

    key: str
    at: str
    status: str
    text: str


class Sp4nError(Exception):
    """It did not work; the text holds nothing of the complaint."""


class NoLine(Sp4nError):  # noqa: N818  # said beside Sp4nError
    """Nobody answers, whatever is asked: not this complaint is refused, the line is down."""


class Sp4nAdapter(Protocol):
    def send(self, report: Outgoing) -> Receipt:
        """Hand a complaint over; the same ``code`` twice is one complaint there. Sp4nError; NoLine where
        nobody answers."""

    def update(self, number: str, told: Update) -> None:
        """Tell what followed; the same ``key`` twice is told once there. Sp4nError."""

    def status(self, number: str) -> str:
        """What became of it there, in a few words. Sp4nError."""


class MemoryAdapter:
    """For tests, and to try it out: it remembers what it was sent. ``broken``: the line is down. ``refused``: codes and
    numbers that it does not take."""

    def __init__(self, *, broken: bool = False) -> None:
        self.sent: dict[str, Outgoing] = {}
        self.told: dict[str, tuple[str, Update]] = {}
        self.broken = broken
        self.refused: set[str] = set()

    def send(self, report: Outgoing) -> Receipt:
        self._answers(report.code)
        self.sent.setdefault(report.code, report)
        return Receipt(f"LAPOR-{list(self.sent).index(report.code) + 1:07d}", "Belum diverifikasi")

    def update(self, number: str, told: Update) -> None:
        self._answers(number)
        self.told.setdefault(told.key, (number, told))

    def status(self, number: str) -> str:
        self._answers(number)
        return "Proses"

    def _answers(self, name: str) -> None:
        if self.broken:
            raise NoLine("no connection")
        if name in self.refused:
            raise Sp4nError("it answered 404")
