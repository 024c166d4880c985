"""Structured logs, one JSON object a line as Cloud Logging reads them, that cannot leak.

Bodies, keys, signatures and phone numbers never reach a log. Client libraries put them into their
texts (a document path holds a number), so of a library's record only its origin and the class of
its exception are written; of an exception of ours, only what `failure` returns.
https://cloud.google.com/logging/docs/structured-logging
"""

import json
import logging
import os
import re
import sys
import threading
from contextvars import ContextVar

MAX_CHARS = 256  # of one value: event types come from outside

_TRACEPARENT = re.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_trace: ContextVar[str] = ContextVar("trace", default="")


def setup(service: str, level: str, *, project: str = "") -> None:
    """Send every record to standard error as JSON.

    The loggers named `service` and `openphone`, and those below them, log from `level` on; those
    of libraries from WARNING on, without their text. With `project`, records are linked to the
    trace of their request.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(frozenset({service, "openphone"}), project))
    logging.root.handlers[:] = [handler]
    # A logger that a library cut off from the root, and that has no handler, comes here.
    logging.lastResort = handler
    _take_over_google(handler)
    logging.root.setLevel(logging.WARNING)
    for name in (service, "openphone"):
        logging.getLogger(name).setLevel(level)
    # A record that cannot be written would otherwise be printed with its arguments.
    logging.raiseExceptions = False
    threading.excepthook = _log_thread_failure


def follow_trace(traceparent: str) -> None:
    """Link the records of the current task to the trace that this header value names, if any."""
    match = _TRACEPARENT.fullmatch(traceparent)
    _trace.set(match.group(1) if match else "")


def failure(error: BaseException) -> dict[str, str]:
    """Return what may be logged of an exception: its class, and the status code of an RPC."""
    error = getattr(error, "cause", None) or error  # google.api_core's RetryError has one
    fields = {"error": type(error).__name__}
    code = getattr(getattr(error, "grpc_status_code", None), "name", None)
    return fields | {"code": code} if code else fields


def _take_over_google(handler: logging.Handler) -> None:
    """Keep Google's clients from setting up logging themselves.

    With this variable they would write whole requests.
    https://googleapis.dev/python/google-api-core/latest/client_logging.html
    """
    os.environ.pop("GOOGLE_SDK_PYTHON_LOGGING_SCOPE", None)
    google = logging.getLogger("google")
    google.handlers[:] = [handler]
    google.propagate = False
    google.setLevel(logging.WARNING)


class _Formatter(logging.Formatter):
    def __init__(self, own: frozenset[str], project: str) -> None:
        super().__init__()
        self._own = own
        self._project = project

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {"severity": record.levelname, "logger": record.name}
        if record.name.partition(".")[0] in self._own:
            entry["message"] = record.getMessage()
            entry |= {k: v for k, v in vars(record).items() if k not in _STANDARD}
        else:
            entry["message"] = f"{record.module}:{record.lineno} (text withheld)"
        if record.exc_info and record.exc_info[1]:
            entry |= failure(record.exc_info[1])
        if self._project and _trace.get():
            trace = f"projects/{self._project}/traces/{_trace.get()}"
            entry["logging.googleapis.com/trace"] = trace
        return json.dumps({k: _bounded(v) for k, v in entry.items()})


def _bounded(value: object) -> object:
    if isinstance(value, bool | int | float | None):
        return value
    return value[:MAX_CHARS] if isinstance(value, str) else type(value).__name__


def _log_thread_failure(args: threading.ExceptHookArgs) -> None:
    fields = failure(args.exc_value) if args.exc_value else {}
    logging.getLogger("openphone").error("a thread failed", extra=fields)
