"""The text of a new part."""

from __future__ import annotations

from typing import Any

import yaml


class _Indented(yaml.SafeDumper):
    """Lists stand deeper than their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def part_text(opd: str, name: str, label: str, source: str, aliases: tuple[str, ...] = ()) -> str:
    """``<opd>.yaml`` of one site with two replicas."""
    site: dict[str, Any] = {"label": label, "source": source, "replicas": 2, "memory": "64M"}
    if aliases:
        site["aliases"] = list(aliases)
    part = {"opd": opd, "name": name, "sites": [site]}
    return yaml.dump(part, Dumper=_Indented, sort_keys=False, width=1000)
