"""YAML as people write it."""

from __future__ import annotations

import sys
from typing import Any

import yaml


class _Indented(yaml.SafeDumper):
    """Lists stand deeper than their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def block(value: Any) -> str:
    """``value`` in lines, in its own order; no line is folded: what is cut in two is hard to search for."""
    text: str = yaml.dump(value, Dumper=_Indented, sort_keys=False, allow_unicode=True, width=sys.maxsize)
    return text
