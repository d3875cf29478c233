"""The small types every section is made of: labels, names, sizes, addresses, references.

Each accepts exactly one spelling and explains its refusal (fault, reason, remedy). All patterns are ASCII on
purpose: a letter that only looks like `a` is a different name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from infra.model.refusal import odd_character, refuse, shown

MEBIBYTE = 2**20
APEX = "@"
ID_PATTERN = r"[a-z]([a-z0-9-]{0,30}[a-z0-9])?"
_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"  # RFC 1035 §2.3.1 as relaxed by RFC 1123 §2.1

T = TypeVar("T")


def _text(value: str, pattern: str, longest: int, *, what: str, allowed: str, remedy: str) -> str:
    if len(value) > longest:
        refuse(f"{shown(value)} is too long for {what}", f"At most {longest} characters fit.", remedy)
    if not re.fullmatch(pattern, value):
        refuse(f"{shown(value)} is not {what}", odd_character(value, allowed), remedy)
    return value


def _kind(
    pattern: str, longest: int, *, what: str, allowed: str = r"[\x21-\x7e]", remedy: str
) -> AfterValidator:
    def check(value: str) -> str:
        return _text(value, pattern, longest, what=what, allowed=allowed, remedy=remedy)

    return AfterValidator(check)


def _no_encoded_label(value: str) -> str:
    """RFC 5891 §4.2.3.1: `--` in places 3 and 4 marks an encoded (`xn--`) label."""
    for label in value.split("."):
        if label[2:4] == "--":
            refuse(
                f"{shown(value)} has `--` in the third and fourth place",
                "Such labels are encoded international names (RFC 5891), often used to imitate others.",
                "Write the name in plain letters a-z.",
            )
    return value


def _site_label(value: str) -> str:
    if value == APEX:
        return value
    remedy = "Use a-z, 0-9 and `-`, not at either end, at most 63 a label; dots nest (`ppid.dinkes`)."
    pattern = rf"{_LABEL}(\.{_LABEL})*"
    return _no_encoded_label(
        _text(value, pattern, 253, what="a host label", allowed="[a-z0-9.-]", remedy=remedy)
    )


def _extra_name(value: str) -> str:
    return "*." + _site_label(value[2:]) if value.startswith("*.") else _site_label(value)


Label = Annotated[str, AfterValidator(_site_label)]
ExtraName = Annotated[str, AfterValidator(_extra_name)]
Id = Annotated[
    str,
    _kind(
        ID_PATTERN,
        32,
        what="an id",
        allowed="[a-z0-9-]",
        remedy="Use a-z, 0-9 and `-`, first a letter, last no `-`, at most 32 in all.",
    ),
]
Fqdn = Annotated[
    str,
    _kind(
        rf"{_LABEL}(\.{_LABEL})+",
        253,
        what="a domain name",
        allowed="[a-z0-9.-]",
        remedy="Write it in small letters with no final dot, as `pematangsiantar.go.id`.",
    ),
    AfterValidator(_no_encoded_label),
]
RecordName = Annotated[
    str,
    _kind(
        r"@|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?",
        254,
        what="a record's name",
        allowed="[a-z0-9_.@-]",
        remedy="Write it relative to the domain (`mail`, `_dmarc`), or `@` for the domain itself.",
    ),
]
Title = Annotated[
    str,
    _kind(
        r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9 .,'&()/-]*",
        100,
        what="a name for people",
        allowed="[A-Za-z0-9 .,'&()/-]",
        remedy="Use letters, digits, spaces and . , ' & ( ) / -, at most 100.",
    ),
]
Email = Annotated[
    str,
    _kind(
        rf"[A-Za-z0-9._+-]{{1,64}}@{_LABEL}(\.{_LABEL})+",
        254,
        what="an e-mail address",
        remedy="Write it as `infra@pematangsiantar.go.id`.",
    ),
]
User = Annotated[
    str,
    _kind(r"[a-z_][a-z0-9_-]{0,31}", 32, what="a user name", remedy="Write a login name, as `root`."),
]
Fingerprint = Annotated[
    str,
    _kind(
        r"SHA256:[A-Za-z0-9+/]{43}",
        50,
        what="a host-key fingerprint",
        remedy="It is `SHA256:` and 43 characters, as `ssh-keygen -lf` prints of the server's public key.",
    ),
]
Commit = Annotated[
    str, _kind(r"[0-9a-f]{40}", 40, what="a commit", remedy="Write all 40 digits of `git rev-parse HEAD`.")
]
GitUrl = Annotated[
    str,
    _kind(
        rf"(?!.*\.\.)(https://|ssh://git@|git@(?=[^/]+:)){_LABEL}(\.{_LABEL})*(:[0-9]+/|[:/])[A-Za-z0-9._~/-]+",
        500,
        what="the address of a Git repository",
        remedy="Use `https://host/path` or `git@host:path`, with no password and no option in it.",
    ),
]
Image = Annotated[
    str,
    _kind(
        r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*@sha256:[0-9a-f]{64}",
        400,
        what="an image by digest",
        remedy="Write `name@sha256:` and 64 hexadecimal digits: a tag may mean another image tomorrow.",
    ),
]
Digest = Annotated[
    str,
    _kind(
        r"sha256:[0-9a-f]{64}",
        71,
        what="the digest of an image",
        remedy="Write `sha256:` and 64 hexadecimal digits, as `rollback CITY OPD --list` shows them.",
    ),
]
Note = Annotated[
    str,
    _kind(
        r"[A-Za-z0-9][A-Za-z0-9 .,:;()/@#+=_&!?-]*",
        200,
        what="a note",
        remedy="Use letters, digits, spaces and . , : ; ( ) / @ # + = _ & ! ? -, at most 200.",
    ),
]
HttpUrl = Annotated[
    str,
    _kind(
        rf"https?://({_LABEL}(\.{_LABEL})*)(:[0-9]{{1,5}})?(/[A-Za-z0-9._~/-]*)?",
        500,
        what="a web address",
        remedy="Write it as `https://host/path`.",
    ),
]
FilePath = Annotated[
    str,
    _kind(
        r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*",
        200,
        what="a path inside the city's folder",
        allowed=r"[A-Za-z0-9._/-]",
        remedy="Write it relative to the folder, as `dinkes/web`; no part starts with `.` or `-`.",
    ),
]
AbsoluteFolder = Annotated[
    str,
    _kind(
        r"(/[A-Za-z0-9_][A-Za-z0-9._-]*)+",
        200,
        what="a folder's whole path",
        allowed=r"[A-Za-z0-9._/-]",
        remedy="Write it from the root on, as `/srv/backup`; no part starts with `.` or `-`, none is empty.",
    ),
]


def _size(value: object) -> object:
    """``64M``, ``4G``, ``512MiB`` -> bytes (units of 1024); a whole number is bytes already."""
    if isinstance(value, str):
        match = re.fullmatch(r"([0-9]{1,9})([KMGT])(iB)?", value)
        if not match:
            refuse(
                f"{shown(value)} is not a size",
                "",
                "Write a whole number and a unit, as `64M` or `4G`.",
            )
        return int(match[1]) * _UNITS[match[2]]
    return value


def _at_least(least: int, why: str) -> Callable[[int], int]:
    def check(value: int) -> int:
        if value < least:
            refuse(f"{value} bytes is too little", why, "Write it with its unit, as `64M` or `4G`.")
        return value

    return check


# Docker refuses a memory limit below 6 MiB.
SiteMemory = Annotated[
    int, AfterValidator(_at_least(6 * MEBIBYTE, "Docker refuses less than 6M.")), BeforeValidator(_size)
]
ServerMemory = Annotated[
    int,
    AfterValidator(_at_least(512 * MEBIBYTE, "Debian with Docker needs 512M.")),
    BeforeValidator(_size),
]


def _parse(read: Callable[[str], T], kind: tuple[type, ...], what: str, remedy: str) -> BeforeValidator:
    def parse(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        if not isinstance(value, str):
            refuse(f"{shown(value)} is not {what}", "", remedy)
        try:
            return read(value)
        except ValueError as error:
            refuse(f"{shown(value)} is not {what}", f"{_sentence(error)}", remedy)

    return BeforeValidator(parse)


def _sentence(error: ValueError) -> str:
    text = ascii(str(error))[1:-1]
    return f"{text[:200]}." if text else ""


Ip4 = Annotated[
    IPv4Address, _parse(IPv4Address, (IPv4Address,), "an IPv4 address", "Write it as `203.0.113.11`.")
]
Ip = Annotated[
    IPv4Address | IPv6Address,
    _parse(
        ip_address, (IPv4Address, IPv6Address), "an address", "Write it as `203.0.113.11` or `2001:db8::11`."
    ),
]
Network = Annotated[
    IPv4Network, _parse(IPv4Network, (IPv4Network,), "an IPv4 network", "Write it as `10.20.0.0/14`.")
]


def _timezone(value: str) -> str:
    try:
        known = re.fullmatch(r"[A-Za-z]+(/[A-Za-z0-9_+-]+)*", value) and ZoneInfo(value)
    except (KeyError, OSError, ValueError):  # unknown names, folders and odd words
        known = None
    if not known:
        refuse(f"{shown(value)} is not a time zone", "", "Use Asia/Jakarta, Asia/Makassar or Asia/Jayapura.")
    return value


Timezone = Annotated[str, AfterValidator(_timezone)]
Many = Annotated[
    tuple[T, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)
]


def fqdn(label: str, domain: str) -> str:
    """``dinkes`` -> ``dinkes.<domain>``; ``@`` -> the domain itself."""
    return domain if label == APEX else f"{label}.{domain}"
