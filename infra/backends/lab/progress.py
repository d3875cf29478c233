"""How long work tells what it is doing: one plain sentence at a time."""

from collections.abc import Callable

Progress = Callable[[str], None]
