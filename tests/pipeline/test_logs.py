import json
import logging
import os
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from google.api_core import client_logging
from google.api_core.exceptions import NotFound, RetryError

from pipeline import logs

CANARY = "+15550107001"


@pytest.fixture(autouse=True)
def _undo() -> Iterator[None]:
    root = logging.root
    kept = root.handlers[:], root.level, logging.raiseExceptions, threading.excepthook
    last_resort, google = logging.lastResort, logging.getLogger("google")
    of_google = google.handlers[:], google.propagate, google.level
    yield
    google.handlers[:], google.propagate, level = of_google
    google.setLevel(level)
    root.handlers[:], level, logging.raiseExceptions, threading.excepthook = kept
    root.setLevel(level)
    logging.lastResort = last_resort
    for name in ("service", "openphone"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    logs.follow_trace("")


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - a function
    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def test_a_record_is_one_line_of_json(lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "INFO")
    log = logging.getLogger("service.part")
    log.info("accepted\n%s", 1, extra={"event_id": "EV\n1", "attempt": 2, "late": None})
    assert lines() == [
        {
            "severity": "INFO",
            "logger": "service.part",
            "message": "accepted\n1",
            "event_id": "EV\n1",
            "attempt": 2,
            "late": None,
        }
    ]


def test_the_level_is_that_of_our_own_loggers(lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "DEBUG")
    for name in ("service", "openphone", "google.cloud", "asyncio", ""):
        logging.getLogger(name).debug("text")
        logging.getLogger(name).info("text")
    assert [(line["severity"], line["logger"]) for line in lines()] == [
        ("DEBUG", "service"),
        ("INFO", "service"),
        ("DEBUG", "openphone"),
        ("INFO", "openphone"),
    ]
    logs.setup("service", "ERROR")
    logging.getLogger("service").warning("text")
    assert lines() == []


def test_a_logger_that_its_library_cut_off_from_the_root_is_no_way_around(
    lines: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logs.setup("service", "INFO")
    monkeypatch.setattr(logging.getLogger("cut.off"), "propagate", False)
    logging.getLogger("cut.off").warning(CANARY)
    [line] = lines()
    assert line["message"].endswith("(text withheld)")


@pytest.mark.parametrize("scope", ["google", "google.cloud.firestore_v1"])
def test_the_clients_of_google_do_not_log_by_themselves(
    scope: str,
    lines: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOOGLE_SDK_PYTHON_LOGGING_SCOPE", scope)
    logs.setup("service", "DEBUG")
    # What a client does when it is made.
    client_logging.setup_logging(os.environ.get("GOOGLE_SDK_PYTHON_LOGGING_SCOPE", ""))
    for level in (logging.DEBUG, logging.WARNING):
        logging.getLogger("google.cloud.firestore_v1").log(level, CANARY)
    [line] = lines()
    assert line["message"].endswith("(text withheld)")


@pytest.mark.parametrize("name", ["google.cloud.firestore", "asyncio", "servicex", "root"])
def test_the_text_of_a_library_is_withheld(name: str, lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "DEBUG")
    error = NotFound(CANARY)  # type: ignore[no-untyped-call]
    extra = {"path": CANARY}
    logging.getLogger(name).error("no document %s", CANARY, exc_info=error, extra=extra)
    [line] = lines()
    assert line.pop("message").startswith("test_logs:")
    assert line == {"severity": "ERROR", "logger": name, "error": "NotFound", "code": "NOT_FOUND"}


def test_of_an_exception_only_its_class_and_code_are_written(lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "INFO")
    logging.getLogger("service").error("failed", exc_info=ValueError(CANARY))
    logging.getLogger("service").error("none", exc_info=(None, None, None))
    failed, none = lines()
    assert failed["error"] == "ValueError"
    assert "error" not in none
    assert logs.failure(RetryError("x", NotFound(CANARY))) == {  # type: ignore[no-untyped-call]
        "error": "NotFound",
        "code": "NOT_FOUND",
    }


def test_values_are_bounded_and_only_plain_ones_are_written(lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "INFO")
    extra = {"event_type": "x" * 5000, "keys": [CANARY], "body": CANARY.encode()}
    logging.getLogger("service").info("y" * 5000, extra=extra)
    [line] = lines()
    assert line["event_type"] == "x" * 256
    assert line["message"] == "y" * 256
    assert (line["keys"], line["body"]) == ("list", "bytes")


def test_text_that_no_encoding_takes_is_escaped(lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "INFO")
    logging.getLogger("service").info("\ud800")
    assert lines()[0]["message"] == "\ud800"


def test_a_record_that_cannot_be_formatted_is_not_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.setup("service", "INFO")
    logging.getLogger("service").info("%d", CANARY)
    assert capsys.readouterr().err == ""


def test_records_are_linked_to_the_trace_of_their_request(lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "INFO", project="demo")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    for header in (f"00-{trace}-00f067aa0ba902b7-01", f"00-{CANARY}-x-01", ""):
        logs.follow_trace(header)
        logging.getLogger("service").info("text")
    linked, *others = lines()
    assert linked["logging.googleapis.com/trace"] == f"projects/demo/traces/{trace}"
    assert all(line.keys() == {"severity", "logger", "message"} for line in others)
    logs.setup("service", "INFO")
    logs.follow_trace(f"00-{trace}-00f067aa0ba902b7-01")
    logging.getLogger("service").info("text")
    assert "logging.googleapis.com/trace" not in lines()[0]


def test_a_thread_that_fails_says_no_more_than_a_class(lines: Any) -> None:  # noqa: ANN401
    logs.setup("service", "INFO")

    def fail() -> None:
        raise ValueError(CANARY)

    with warnings.catch_warnings():
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    logs._log_thread_failure(threading.ExceptHookArgs((SystemExit, None, None, None)))  # noqa: SLF001
    failed, unknown = lines()
    assert (failed["message"], failed["error"]) == ("a thread failed", "ValueError")
    assert "error" not in unknown
