"""What went wrong, in the one shape every room uses: place, path, fault, reason, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault a person can act on.

    ``place`` is where to look (``stacks/demo/dinkes.yaml:3:5``, a server's name, a command); ``path`` is the
    path inside a document (``sites[0].label``) or empty.
    """

    place: str
    path: str
    fault: str
    reason: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.place, self.path, self.fault) if part)
        return "\n".join(
            [
                head,
                *(
                    f"    {word}: {text}"
                    for word, text in (("why", self.reason), ("do", self.remedy))
                    if text
                ),
            ]
        )


class KominfoError(Exception):
    """One or more problems; the command line prints them all and exits with ``exit_code``."""

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(KominfoError):
    """The command itself was wrong (sysexits.h: EX_USAGE)."""

    exit_code = 64
