"""One JSON line for what happens. Who reads what is nobody's business: no address, no query, no body."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from gunicorn.glogging import Logger

# What may stand beside a message.
_OWN = ("status_code", "method", "path", "seconds", "event", "user_id")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if _is_safe(record) else str(record.msg),
        }
        line |= {name: getattr(record, name) for name in _OWN if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__  # its text may quote what somebody wrote
            line["where"] = _where(record)
        return json.dumps(line, ensure_ascii=False)


def _is_safe(record: logging.LogRecord) -> bool:
    """Whether what is put into the message cannot be something that a citizen wrote."""
    return not record.args or record.name.startswith(("gunicorn.", "opd."))


def _where(record: logging.LogRecord) -> list[str]:
    """File, line and function of each frame, without values."""
    trace = record.exc_info[2] if record.exc_info else None
    found = []
    while trace:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]


class Quiet(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's own words in the same form; requests are the edge's to write down."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())

    def access(self, *_: Any) -> None:
        """The edge logs visits, without whole addresses."""


def logging_settings() -> dict[str, Any]:
    """Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
            "opd": {"handlers": ["out"], "level": "INFO", "propagate": False},
        },
    }
