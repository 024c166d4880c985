"""Creates the topics and subscriptions in the Pub/Sub emulator, over its REST API."""

import requests

from emulator.errors import StackError

TOPIC = "openphone-events"
DEAD_TOPIC = "openphone-events-dead"
PUSH_SUBSCRIPTION = "openphone-events-processor"
DEAD_SUBSCRIPTION = "openphone-events-dead"
ACK_DEADLINE_SECONDS = 60
MAX_DELIVERY_ATTEMPTS = 5


def create(session: requests.Session, host: str, project: str, push_endpoint: str) -> None:
    """Create both topics, the processor's push subscription and the dead-letter subscription.

    Raises StackError when the emulator refuses one of them.
    """
    parent = f"projects/{project}"
    base = f"http://{host}/v1/{parent}"
    for topic in (TOPIC, DEAD_TOPIC):
        _put(session, f"{base}/topics/{topic}", {})
    push = {
        "topic": f"{parent}/topics/{TOPIC}",
        "pushConfig": {"pushEndpoint": push_endpoint},
        "ackDeadlineSeconds": ACK_DEADLINE_SECONDS,
        "deadLetterPolicy": {
            "deadLetterTopic": f"{parent}/topics/{DEAD_TOPIC}",
            "maxDeliveryAttempts": MAX_DELIVERY_ATTEMPTS,
        },
        "retryPolicy": {"minimumBackoff": "1s", "maximumBackoff": "60s"},
    }
    _put(session, f"{base}/subscriptions/{PUSH_SUBSCRIPTION}", push)
    dead = {"topic": f"{parent}/topics/{DEAD_TOPIC}", "ackDeadlineSeconds": ACK_DEADLINE_SECONDS}
    _put(session, f"{base}/subscriptions/{DEAD_SUBSCRIPTION}", dead)


def _put(session: requests.Session, url: str, body: dict[str, object]) -> None:
    try:
        session.put(url, json=body, timeout=30).raise_for_status()
    except requests.RequestException as error:
        raise StackError(f"The Pub/Sub emulator refused a request: {error}") from error
