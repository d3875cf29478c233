"""What PostgreSQL reckons and Django has no word for."""

from __future__ import annotations

from django.db.models import Aggregate, FloatField


class Median(Aggregate):
    function = "percentile_cont"
    name = "median"
    output_field = FloatField()
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
