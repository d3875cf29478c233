"""For templates: ``{% load antrian %}``."""

from __future__ import annotations

from datetime import time

from django import template

from opd.queue.schedule import clock

register = template.Library()


@register.filter
def pukul(moment: time) -> str:
    """``08.00``"""
    return clock(moment)
