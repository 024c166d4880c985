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
    """Give what Pub/Sub posts for a message with this data and these attributes."""
    message = {
        "data": base64.b64encode(body).decode(),
        "attributes": attributes,
        "messageId": "1",
        "publishTime": "2026-04-02T09:00:01Z",
    }
    return {"message": message, "subscription": "projects/p/subscriptions/s"}


def push(url: str, body: bytes, event_id: str, **attributes: str) -> requests.Response:
    """Push an event; `attributes` come on top of the usual ones."""
    given = {"event_id": event_id, **ATTRIBUTES, **attributes}
    return post(url, json.dumps(envelope(body, **given)).encode())


def post(url: str, content: bytes, **headers: str) -> requests.Response:
    """Post to the path of pushes whatever it is."""
    return requests.post(
        f"{url}/",
        data=content,
        headers={"content-type": "application/json", **headers},
        timeout=60,
    )


def message(event_id: str, activity_id: str, text: object = "Hello", **more: object) -> bytes:
    """Give an event of an incoming message; `more` are further members of its object."""
    resource = {
        "id": activity_id,
        "object": "message",
        "from": "+15550107001",
        "to": "+15550100001",
        "direction": "incoming",
        "body": text,
        "status": "received",
        "createdAt": "2026-04-02T08:59:58.000Z",
        **more,
    }
    event = {
        "id": event_id,
        "object": "event",
        "apiVersion": "v3",
        "createdAt": "2026-04-02T08:59:59.000Z",
        "type": "message.received",
        "data": {"object": resource},
    }
    return json.dumps(event).encode()
