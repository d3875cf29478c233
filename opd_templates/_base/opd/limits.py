"""How often one client may do something: counted in the database, so that all replicas count together.

The common packages count in a cache, and of Django's caches only memcached and Redis count without losing some under
load; an app has neither. Here each count is one statement. What is kept is a keyed hash that changes every day:
nobody learns an address from it, or that somebody came again.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from ipaddress import IPv6Address, ip_address

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from opd import keys
from opd.models import Hits

PERIODS = {"m": 60, "h": 3600, "d": 86400}
COUNT = """
INSERT INTO opd_hits (key, until, count) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET count = opd_hits.count + 1 RETURNING count
"""
View = Callable[..., HttpResponse]


def limited(name: str, rate: str, methods: Collection[str] = ("POST",)) -> Callable[[View], View]:
    """A view that a client may ask ``rate`` times ("10/h"; m, h, d) with one of ``methods``; then it is told 429."""
    parsed(rate)

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
            if request.method in methods and (seconds := exceeded(name, client(request), rate)):
                return too_many(request, seconds)
            return view(request, *arguments, **named)

        return answer

    return decorate


def exceeded(name: str, who: str, rate: str) -> int:
    """Count once more. 0, or the seconds until ``who`` may do it again."""
    most, period = parsed(rate)
    now = timezone.now().timestamp()
    window = int(now // period)
    until = datetime.fromtimestamp((window + 1) * period, tz=timezone.get_current_timezone())
    key = _pseudonym(f"{name} {rate} {window} {who}").hex()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, until])
        (count,) = cursor.fetchone()
    return 0 if count <= most else max(1, int(until.timestamp() - now))


def parsed(rate: str) -> tuple[int, int]:
    """``10/h`` is (10, 3600). ValueError."""
    count, _, period = rate.partition("/")
    if not count.isdecimal() or period not in PERIODS:
        raise ValueError(f"{rate!r} is no rate: write it as 10/h ({', '.join(PERIODS)})")
    return int(count), PERIODS[period]


def client(request: HttpRequest) -> str:
    """The visitor's address as the edge tells it; of IPv6 the network, of which a household has a whole one.

    The edge overwrites the header, and only sites of the same city reach an app without it.
    """
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or request.META.get(
        "REMOTE_ADDR", ""
    )
    try:
        address = ip_address(told)
    except ValueError:
        return "unknown"
    return str(IPv6Address(int(address) >> 64 << 64)) if address.version == 6 else str(address)


def pseudonym(request: HttpRequest) -> str:
    """An address that stands for the client's for a day, for what wants to keep an address (django-axes)."""
    today = timezone.localdate().isoformat()
    return str(IPv6Address(b"\xfd" + _pseudonym(f"address {today} {client(request)}")[:15]))


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says so, and when to come again."""
    context = {"minutes": -(-seconds // 60)}
    response = render(request, "opd/429.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def forget(before: datetime) -> int:
    """Counts whose time is over."""
    return Hits.objects.filter(until__lt=before).delete()[0]


def _pseudonym(told: str) -> bytes:
    return hmac.digest(keys.derived("limits"), told.encode(), "sha256")
