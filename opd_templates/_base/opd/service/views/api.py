"""The API's door: the API itself (``opd.service.api``) is loaded with the first program that asks. Its libraries are a
tenth of a service's memory, and most services are asked by people alone.
"""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # as each of its views is: a token is sent by the program itself, never by a browser of its own accord
def answer(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What the API answers at ``rest`` of its address. 404 (Resolver404) where it has nothing."""
    match = _addresses().resolve(rest)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


@cache
def _addresses() -> URLResolver:
    from opd.service.api import api

    patterns, app_name, _ = api.urls
    return URLResolver(RegexPattern(""), patterns, app_name=app_name, namespace=api.urls_namespace)
