"""The smoke test: the receiver is healthy, and a signed event gets through to Firestore."""

import uuid
from contextlib import closing
from datetime import UTC, datetime

import requests

from cli import clients
from cli.config import Config
from cli.errors import GoogleError
from delivery import WEBHOOK_PATH
from delivery.follow import follow
from delivery.probe import probe_body
from delivery.receiver import Answer, Receiver
from delivery.signer import DeliveryError, Signer
from deploy.errors import DeployError

EVENT_TYPE = "deployment.test"
REQUEST_SECONDS = 30
# A push that meets a cold start or one refusal comes again after 10 s or more.
STORE_SECONDS = 180
# Terraform switches `hex` off.
SCHEMES = ("standard", "openphone")


def check(url: str, config: Config, store_seconds: float = STORE_SECONDS) -> None:
    """Return when a receiver works, from its health to the stored event. Raises DeployError.

    `url` is the receiver's without a path; `config` says where the keys and the records are.
    """
    with closing(Receiver(url + WEBHOOK_PATH, REQUEST_SECONDS)) as receiver:
        health = _answered(receiver.health())
        if health.status != requests.codes.ok or health.body != {"status": "ok"}:
            raise DeployError(f"GET /health was answered with {health.status}")
        event_id = f"EVdeployment-{uuid.uuid4().hex}"
        body = probe_body(event_id, EVENT_TYPE, datetime.now(UTC))
        answer = _answered(receiver.deliver(body, _signer(config), webhook_id=event_id))
    if answer.status != requests.codes.ok:
        raise DeployError(f"a signed event was answered with {answer.status}")
    _wait_until_stored(config, event_id, store_seconds)


def _signer(config: Config) -> Signer:
    """Return a signer with the keys that the receiver reads: those of all enabled versions."""
    try:
        return signer(clients.signing_keys(config).read().signing_keys())
    except GoogleError as error:
        reason = type(error.__cause__).__name__
        raise DeployError(f"{config.signing_keys_secret} cannot be read: {reason}") from error


def signer(keys: tuple[str, ...]) -> Signer:
    """Return a signer with these keys. Raises DeployError if none of them can be used."""
    try:
        return Signer(keys, SCHEMES)
    except DeliveryError as error:
        raise DeployError("the secret holds no signing key yet: see docs/deploy.md") from error


def _answered(answer: Answer) -> Answer:
    if not answer.status:
        raise DeployError(f"the receiver does not answer: {answer.failure}")
    return answer


def _wait_until_stored(config: Config, event_id: str, seconds: float) -> None:
    try:
        found = follow(clients.firestore(config).summaries, [event_id], seconds)
    except GoogleError as error:
        reason = type(error.__cause__).__name__
        raise DeployError(f"Firestore does not answer: {reason}") from error
    if event_id not in found:
        raise DeployError(f"a signed event was not stored within {seconds:.0f} s")
    if not found[event_id].processed:
        raise DeployError("a signed event was stored as failed")
