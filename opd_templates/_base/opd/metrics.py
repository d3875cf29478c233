"""Figures for Prometheus, at ``/metrics``: how many requests, how long, how many failed. No address, name or path."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)

from opd.serving import SHARED_METRICS

Respond = Callable[[HttpRequest], HttpResponse]
_LABELS = ("method", "view", "status")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter("opd_requests", "Requests answered.", _LABELS)
SECONDS = Histogram(
    "opd_request_seconds", "Time to answer.", buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
)


class MetricsMiddleware:
    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self._respond(request)
        SECONDS.observe(time.perf_counter() - began)
        found = request.resolver_match
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(method, (found.view_name if found else "") or "none", response.status_code).inc()
        return response


def answer(request: HttpRequest) -> HttpResponse:
    """For the platform's own network: whom the edge sends (it marks each request) is told that there is nothing."""
    if "X-Forwarded-For" in request.headers:
        return HttpResponse("not found\n", status=404, content_type="text/plain; charset=utf-8")
    registry: CollectorRegistry = REGISTRY
    if SHARED_METRICS in os.environ:
        from prometheus_client.multiprocess import MultiProcessCollector  # needs the folder

        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
