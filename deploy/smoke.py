"""The smoke test: the receiver is healthy, and a signed event gets through to Firestore.

The event is of a type that OpenPhone does not send. So the processor archives it, and nothing of it
appears among contacts, conversations and activities; its record expires like any other.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import requests
from google.api_core.exceptions import GoogleAPICallError
from google.cloud import firestore

from deploy.errors import DeployError
from openphone.errors import OpenPhoneError
from openphone.signatures import sign
from receiver.keys import SecretManagerKeys

EVENT_TYPE = "deployment.test"
REQUEST_SECONDS = 30
# A push that meets a cold start or one refusal comes again after 10 s or more.
STORE_SECONDS = 180


@dataclass(frozen=True)
class Pipeline:
    """Where the event is followed. `secret_emulator` is host and port of one, on one machine."""

    project: str
    database: str = "(default)"
    secret: str = "openphone-signing-keys"  # noqa: S105 - the name of one
    secret_emulator: str = ""


def check(receiver: str, pipeline: Pipeline, store_seconds: float = STORE_SECONDS) -> None:
    """Return when a receiver works, from its health to the stored event. Raises DeployError."""
    try:
        _check_health(receiver)
        event_id = _post(receiver, _keys(pipeline))
    except requests.RequestException as error:
        raise DeployError(f"the receiver does not answer: {type(error).__name__}") from error
    _wait_until_stored(pipeline, event_id, store_seconds)


def _check_health(receiver: str) -> None:
    health = requests.get(f"{receiver}/health", timeout=REQUEST_SECONDS)
    if health.status_code != requests.codes.ok or health.json() != {"status": "ok"}:
        raise DeployError(f"GET /health was answered with {health.status_code}")


def _keys(pipeline: Pipeline) -> tuple[str, ...]:
    """Load the keys as the receiver does."""
    source = SecretManagerKeys(pipeline.project, pipeline.secret, pipeline.secret_emulator)
    try:
        return asyncio.run(source.fetch())
    except (GoogleAPICallError, TimeoutError) as error:
        raise DeployError(f"{pipeline.secret} cannot be read: {type(error).__name__}") from error


def _post(receiver: str, keys: Sequence[str]) -> str:
    event_id = f"EVdeployment-{uuid.uuid4().hex}"
    body = json.dumps({"id": event_id, "type": EVENT_TYPE, "data": {"object": {}}}).encode()
    answer = requests.post(
        f"{receiver}/api/webhooks/openphone",
        data=body,
        headers={"content-type": "application/json", **_signature(keys, body, event_id)},
        timeout=REQUEST_SECONDS,
    )
    if answer.status_code != requests.codes.ok:
        raise DeployError(f"a signed event was answered with {answer.status_code}")
    return event_id


def _signature(keys: Sequence[str], body: bytes, webhook_id: str) -> dict[str, str]:
    for key in keys:
        scheme = "standard" if key.startswith("whsec_") else "openphone"
        try:
            return sign(scheme, key, body, webhook_id=webhook_id, at=time.time())
        except OpenPhoneError:
            continue
    raise DeployError("the secret holds no signing key yet: see docs/deploy.md")


def _wait_until_stored(pipeline: Pipeline, event_id: str, seconds: float) -> None:
    client = firestore.Client(project=pipeline.project, database=pipeline.database)
    record = client.collection("webhook_events").document(event_id)
    end = time.monotonic() + seconds
    try:
        while not (stored := record.get(timeout=REQUEST_SECONDS)).exists:
            if time.monotonic() > end:
                raise DeployError(f"a signed event was not stored within {seconds:.0f} s")
            time.sleep(1)
    except GoogleAPICallError as error:
        raise DeployError(f"Firestore does not answer: {type(error).__name__}") from error
    finally:
        client.close()  # type: ignore[no-untyped-call]
    if not stored.get("processed"):
        raise DeployError("a signed event was stored as failed")
