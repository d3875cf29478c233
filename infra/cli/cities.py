"""Which city and which parts a command is about."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from typing import Annotated

import typer

from infra.cli import output
from infra.errors import Problem, UsageError
from infra.home import city_folder
from infra.model import City, Opd, load_city

CityName = Annotated[str, typer.Argument(metavar="CITY", help="A folder of stacks/.")]
DNS_PORT = 53
_IPV6 = r"[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,7}"
PartNames = Annotated[list[str] | None, typer.Argument(metavar="[PART]...", help="Default: all parts.")]


def load(name: str) -> City:
    """The valid city ``name``; its warnings are printed."""
    city = load_city(city_folder(name))
    for warning in city.warnings:
        output.warning(f"warning: {warning}")
    return city


def chosen(city: City, parts: list[str] | None, besides: Iterable[str] = ()) -> tuple[str, ...]:
    """The parts asked for, in the order they are made; a usage error for one that does not exist.

    ``besides`` are parts that may be asked for although they are not declared any more.
    """
    known = (*city.parts, *besides)
    unknown = [part for part in parts or () if part not in known]
    if unknown:
        raise UsageError(
            Problem(
                "kominfo",
                "PART",
                f"{city.name} has no part {', '.join(map(repr, unknown))}",
                "",
                f"parts of {city.name}: {', '.join(known)}",
            )
        )
    return tuple(part for part in known if not parts or part in parts)


def opd_of(city: City, name: str) -> Opd:
    """The OPD of that id; a usage error naming those there are."""
    found = next((one for one in city.opds if one.opd == name), None)
    if found is None:
        known = ", ".join(one.opd for one in city.opds)
        raise UsageError(
            Problem("kominfo", "OPD", f"{city.name} has no OPD {name!r}", "", f"OPDs of {city.name}: {known}")
        )
    return found


def address_and_port(text: str, option: str) -> tuple[str, int]:
    """``ADDRESS``, ``ADDRESS:PORT`` or ``[ADDRESS]:PORT``; names are looked up. A usage error otherwise."""
    found = re.fullmatch(
        rf"(\[(?P<six>{_IPV6})\]|(?P<plain>{_IPV6}|[A-Za-z0-9.-]+))(:(?P<port>\d{{1,5}}))?", text
    )
    host = (found["six"] or found["plain"]) if found else ""
    port = int(found["port"] or DNS_PORT) if found else 0
    try:
        address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]) if host else ""
    except (OSError, OverflowError, UnicodeError):
        address = ""
    if not address or not 0 < port < 65536:
        fault = f"{text!a} is no server that can be asked"
        raise UsageError(Problem("kominfo", option, fault, "", "write 192.0.2.53, or 192.0.2.53:5353"))
    return address, port
