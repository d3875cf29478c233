"""What cannot be known of a schema whose form is at fault, so that all the rest of it is judged in the same round.

``UNKNOWN`` stands where a faulty value stood. A rule that asks it anything raises ``Unjudged`` and is silent about that
part, as its word would be a guess; what does not depend on it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


class Unjudged(Exception):  # noqa: N818  # no error: a question without an answer
    """A rule would have to know what is not known."""


class _Unknown:
    """It may be compared by ``is`` alone."""

    def _ask(self, *_: object) -> NoReturn:
        raise Unjudged

    __getattr__ = __bool__ = __eq__ = __ne__ = __hash__ = __lt__ = __gt__ = _ask  # type: ignore[assignment]
    __iter__ = __contains__ = __len__ = __str__ = __format__ = _ask  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Any = _Unknown()


class Named(dict[str, T]):
    """Parts by their ids. With ``is_open`` one of them has no id that could be: any that is missing may be that one."""

    is_open: bool = False

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        if self.is_open:
            raise Unjudged
        return False

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401  # it would ask itself


def as_far_as_known(found: Iterator[Any]) -> Iterator[Any]:
    """What is found before something would have to be known that is not."""
    try:
        yield from found
    except Unjudged:
        return


def one_by_one(judge: Callable[[Any], Iterator[Any]], items: Iterable[Any]) -> Iterator[Any]:
    """Each item judged by itself: one that is not known keeps no other."""
    for item in items:
        yield from as_far_as_known(judge(item))


def some(test: Callable[[Any], bool], parts: Iterable[Any]) -> bool:
    """Whether one of ``parts`` passes. Unjudged where none is known to, and not all are known."""
    unknown = False
    for part in parts:
        try:
            if test(part):
                return True
        except Unjudged:
            unknown = True
    if unknown:
        raise Unjudged
    return False


def those(test: Callable[[Any], bool], parts: dict[str, Any]) -> list[str]:
    """The ids of parts that are known to pass."""

    def passes(part: Any) -> bool:
        try:
            return test(part)
        except Unjudged:
            return False

    return [name for name, part in parts.items() if passes(part)]
