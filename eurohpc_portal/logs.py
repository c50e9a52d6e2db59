"""The log, on stderr, as JSON in production. Nothing names a visitor: no address, account, query or form.

Refused requests and unknown addresses are the proxy's to log; here a scanner would push errors out.
"""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

current_request: ContextVar[dict[str, str]] = ContextVar("current_request")
"""Number, method and path of the request that this thread answers; never its query, headers or body."""


def logging_config(log_format: str, level: int, role: str) -> dict[str, Any]:
    """`LOGGING`, for Django and gunicorn alike."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request": {"()": "eurohpc_portal.logs.RequestContext"},
            "private": {"()": "eurohpc_portal.logs.WithoutVisitorText"},
        },
        "formatters": {
            "text": {"format": "%(message)s"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": ["levelname", "name", "message"],
                "timestamp": "time",
                "rename_fields": {
                    "levelname": "level",
                    "name": "logger",
                    "status_code": "status",
                    "exc_info": "exception",
                },
                "static_fields": {"role": role},
                "reserved_attrs": [*RESERVED_ATTRS, "request"],
                "json_ensure_ascii": False,
            },
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "level": level,
                "formatter": log_format,
                "filters": ["request"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Without the handlers that Django gives it.
            "django": {"level": level},
            "django.request": {"level": "ERROR", "filters": ["private"]},
            "django.security": {"level": "CRITICAL"},
            # Its warnings name the account and the address.
            "axes": {"level": "CRITICAL"},
            "gunicorn.error": {"level": "ERROR", "filters": ["private"], "propagate": True},
        },
    }


class RequestContext(logging.Filter):
    """Adds the current request to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.update(current_request.get({}))
        return True


class WithoutVisitorText(logging.Filter):
    """Removes what a visitor may have typed: queries of addresses and the texts of errors."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args)
        if record.exc_info and record.exc_info[1]:
            record.exc_text = places(record.exc_info[1])
            record.exc_info = None
        return True


def places(error: BaseException | None) -> str:
    """The traceback of an error and of its causes, with the kinds of errors only. The texts of the operating
    system's errors stay: they name files.
    """
    parts: list[str] = []
    while error is not None:
        text = f": {error}" if isinstance(error, OSError) else ""
        parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__ + text)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nCaused by:\n\n".join(parts)
