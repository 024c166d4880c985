"""The services answer as docs/http.md says."""

import base64
import re
import time

import requests

from tests.pages import DOCS, section
from tests.stack import WEBHOOK, Stack


def _answers(title: str) -> dict[str, int]:
    """Return the cases of a service's table with their status."""
    rows = re.findall(
        r"^\| (.+) \| (\d{3}) \|$",
        section((DOCS / "http.md").read_text(), title),
        re.MULTILINE,
    )
    return {case: int(status) for case, status in rows}


def test_the_receiver_answers_as_the_page_says(stack: Stack) -> None:
    url, body = stack.receiver + WEBHOOK, b'{"id": "EVanswers", "type": "docs.test"}'
    late = str(int(time.time()) - 3600)
    unsigned = requests.post(url, data=body, timeout=30)
    stale = stack.post(body, scheme="standard", webhook_timestamp=late)
    assert stale.status_code == unsigned.status_code
    answers = {
        "verified, and Pub/Sub has confirmed the message": stack.post(body),
        "authentic, but not a JSON object": stack.post(b"[]"),
        "signature missing, malformed, wrong, stale or from the future": unsigned,
        "another path": requests.post(f"{stack.receiver}/", timeout=30),
        "another method": requests.get(url, timeout=30),
        "body larger than `MAX_BODY_BYTES`": stack.post(b" " * (5 * 1024 * 1024 + 1)),
    }
    told = _answers("The receiver")
    # The tests of outages see this one.
    assert told.pop("Pub/Sub did not confirm, or no signing key could be loaded") == 503
    assert {case: answer.status_code for case, answer in answers.items()} == told
    for answer in answers.values():
        assert answer.json().keys() == ({"status", "event_id"} if answer.ok else {"error"})
    assert answers["another method"].headers["Allow"]
    health = requests.get(f"{stack.receiver}/health", timeout=30)
    assert (health.status_code, health.json()) == (200, {"status": "ok"})


def _push(stack: Stack, body: bytes, event_id: str) -> requests.Response:
    data = base64.b64encode(body).decode()
    message = {"message": {"data": data, "attributes": {"event_id": event_id}}}
    return requests.post(stack.processor, json=message, timeout=30)


def test_the_processor_answers_as_the_page_says(stack: Stack) -> None:
    # The emulator's first commit can take longer than the processor waits.
    stack.wait_for_event(stack.post(b'{"type": "docs.test"}').json()["event_id"], timeout=60)
    ignored = _push(stack, b'{"id": "EVignored", "type": "docs.test"}', "EVignored")
    again = _push(stack, b'{"id": "EVignored", "type": "docs.test"}', "EVignored")
    assert again.status_code == ignored.status_code
    answers = {
        "stored, a duplicate, or of a type that is only archived": ignored,
        "can never be understood: recorded with the reason": _push(stack, b"[]", "EVnever"),
        "not a Pub/Sub push": requests.post(stack.processor, json={}, timeout=30),
        "another path": requests.post(f"{stack.processor}/other", timeout=30),
        "another method": requests.get(stack.processor, timeout=30),
    }
    told = _answers("The processor")
    # The tests of push tokens and of outages see these.
    assert [
        told.pop("push token missing or not valid, where `PUSH_AUDIENCE` is set"),
        told.pop("push token of another audience or account"),
        told.pop("Firestore unavailable, or contention that outlasts the retries"),
    ] == [401, 403, 503]
    assert {case: answer.status_code for case, answer in answers.items()} == told
    assert stack.wait_for_event("EVnever")["processed"] is False
    health = requests.get(f"{stack.processor}/health", timeout=30)
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
