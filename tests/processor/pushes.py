"""Pub/Sub pushes as the processor gets them over HTTP."""

import base64
import json
from typing import Any

import requests

ATTRIBUTES = {
    "event_type": "message.received",
    "api_version": "v3",
    "signature_scheme": "openphone",
    "received_at": "2026-04-02T09:00:00.123Z",
}


def envelope(body: bytes, **attributes: str) -> dict[str, Any]:
    """Return what Pub/Sub posts for a message with this data and these attributes."""
    message = {
        "data": base64.b64encode(body).decode(),
        "attributes": attributes,
        "messageId": "1",
        "publishTime": "2026-04-02T09:00:01Z",
    }
    return {"message": message, "subscription": "projects/p/subscriptions/s"}


def push(url: str, body: bytes, event_id: str, **attributes: str) -> requests.Response:
    """Push an event; `attributes` are added to the usual ones, or replace them."""
    given = {"event_id": event_id, **ATTRIBUTES, **attributes}
    return post(url, json.dumps(envelope(body, **given)).encode())


def post(url: str, content: bytes, **headers: str) -> requests.Response:
    """Post anything to the path for pushes."""
    return requests.post(
        f"{url}/",
        data=content,
        headers={"content-type": "application/json", **headers},
        timeout=60,
    )
