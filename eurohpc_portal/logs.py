"""The log: one JSON object a line in production, one line of text on one's own machine. It says what failed
and where, and never who asked, or what for: no address, no name, no query, no form.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers."""

REQUEST = ("method", "path", "status", "milliseconds", "bytes")
"""What a record may say about a request, as attributes of that record."""


def configuration(form: str, level: int, role: str, editions: Path) -> dict[str, Any]:
    """For `logging.config.dictConfig`: all there is, to stderr, in one form."""
    formatter = {"()": f"eurohpc_portal.logs.{FORMS[form].__name__}", "role": role, "editions": str(editions)}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "filters": {"discreet": {"()": "eurohpc_portal.logs.Discreet"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["discreet"]}
        },
        "root": {"handlers": ["console"], "level": level},
        # Each successful sign-in is no news; lock-outs are. Django would log at a level of its own.
        "loggers": {"axes": {"level": logging.WARNING}, "django": {"level": level}},
    }


def of_gunicorn(lines: dict[str, Any]) -> dict[str, Any]:
    """The same for gunicorn's own lines, which take no other way."""
    own = {"handlers": ["console"], "level": "WARNING", "propagate": False}
    return {**lines, "loggers": {"gunicorn.error": own}}


class Discreet(logging.Filter):
    """Takes out of a record what a visitor typed, and who the visitor is."""

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        if hasattr(request, "path"):
            self._of_django(record, request)
        elif record.name == "gunicorn.error":
            record.msg, record.args = gunicorns(record.getMessage()), ()
            record.exc_text = without_messages(record)
        elif record.name.startswith("axes") and record.levelno >= logging.WARNING:
            record.msg, record.args = "Signing in failed, or is locked for a while.", ()
        return True

    def _of_django(self, record: logging.LogRecord, request: Any) -> None:
        status = getattr(record, "status_code", 500)
        record.method, record.path, record.status = request.method, request.path, status
        # Which other name leads here is for the operator to know.
        if record.name != "django.security.DisallowedHost":
            record.msg, record.args = f"{HTTPStatus(status).phrase}: {printable(request.path)}", ()
        if status < 500:
            record.exc_info = None
        record.exc_text = without_messages(record)


def gunicorns(message: str) -> str:
    """A line of gunicorn's without the client's address, and without what the client sent."""
    message = re.sub(r"^(Invalid request) from ip=\S*:", r"\1:", message)
    if message.startswith("Invalid request"):
        return re.split(r": b?['\"]|\(", message)[0]
    return message.split("?")[0] if message.startswith("Error handling request") else message


def without_messages(record: logging.LogRecord) -> str | None:
    """The traceback of a record with the kinds of the errors alone: their texts may quote what was typed.
    Those of the operating system stay: they name files."""
    error = record.exc_info[1] if record.exc_info else None
    parts: list[str] = []
    while error is not None and len(parts) < 10:
        text = f": {error}" if isinstance(error, OSError) else ""
        parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__ + text)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich came of\n\n".join(parts) or None


def printable(text: str) -> str:
    """A text that cannot end the line it stands in."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class JsonLines(logging.Formatter):
    """A record as one JSON object on one line."""

    def __init__(self, role: str, editions: str) -> None:
        super().__init__()
        self._role, self._current = role, Path(editions) / "current"

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "role": self._role,
            "edition": self._edition(),
        }
        if current := request_id.get():
            told["request_id"] = current
        told |= {name: getattr(record, name) for name in REQUEST if hasattr(record, name)}
        if record.exc_info or record.exc_text:
            told["exception"] = record.exc_text or self.formatException(record.exc_info)  # type: ignore[arg-type]
        return json.dumps(told, ensure_ascii=False, default=str)

    def _edition(self) -> int | None:
        """The number of the current edition, from its file's name."""
        try:
            return int(self._current.readlink().name.split("-")[1])
        except (OSError, IndexError, ValueError):
            return None


class TextLines(logging.Formatter):
    """A record as its message, how long that took where it is known, and what went wrong below it."""

    def __init__(self, role: str, editions: str) -> None:
        super().__init__()

    def formatMessage(self, record: logging.LogRecord) -> str:
        message = super().formatMessage(record)
        return f"{message} ({record.milliseconds} ms)" if hasattr(record, "milliseconds") else message


FORMS: dict[str, type[logging.Formatter]] = {"json": JsonLines, "text": TextLines}
