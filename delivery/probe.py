"""Events that try a pipeline out and leave nothing but their records."""

import json
from datetime import datetime

from openphone.times import rfc3339


def probe_body(event_id: str, event_type: str, now: datetime) -> bytes:
    """Return the body of a probe.

    `event_type` is one that OpenPhone does not send: so the processor archives the event, and no
    contact, conversation or activity comes of it. Its record expires like any other.
    """
    event = {
        "id": event_id,
        "object": "event",
        "apiVersion": "v3",
        "createdAt": rfc3339(now),
        "type": event_type,
        "data": {"object": {}},
    }
    return json.dumps(event).encode()
