"""Reads the envelope in which Pub/Sub pushes a message.

https://cloud.google.com/pubsub/docs/push#receive_push
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime

from openphone.errors import EventError
from openphone.events.envelope import load, parse
from openphone.times import parse_time
from pipeline.ids import event_id, is_event_id
from pipeline.message import PushedMessage


class EnvelopeError(Exception):
    """A request is not a Pub/Sub push."""


def read_push(body: bytes) -> PushedMessage:
    """Give the pushed event. Raises EnvelopeError for anything that Pub/Sub does not send."""
    try:
        message = parse(body).get("message")
    except EventError as error:
        raise EnvelopeError("the request is not JSON") from error
    if not isinstance(message, dict):
        raise EnvelopeError("the request has no message")
    if "data" not in message and "attributes" not in message:
        raise EnvelopeError("the message is empty")
    data, attributes = _data(message.get("data", "")), _attributes(message.get("attributes"))
    return PushedMessage(
        event_id=_event_id(attributes.get("event_id", ""), data),
        body=data,
        event_type=attributes.get("event_type", ""),
        api_version=attributes.get("api_version", ""),
        signature_scheme=attributes.get("signature_scheme", ""),
        received_at=_time(attributes.get("received_at", "")),
        replay=attributes.get("replay") == "1",
    )


def _data(encoded: object) -> bytes:
    if not isinstance(encoded, str):
        raise EnvelopeError("the message's data is not text")
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EnvelopeError("the message's data is not base64") from error


def _attributes(attributes: object) -> Mapping[str, str]:
    if attributes is None:
        return {}
    if isinstance(attributes, dict) and all(isinstance(v, str) for v in attributes.values()):
        return attributes
    raise EnvelopeError("the message's attributes are not a map of texts")


def _event_id(given: str, body: bytes) -> str:
    """Whoever published without an id of use still gets one, made as the receiver makes it."""
    if is_event_id(given):
        return given
    try:
        return event_id(body, load(body))
    except EventError:
        return event_id(body, {})


def _time(text: str) -> datetime | None:
    try:
        return parse_time(text)
    except ValueError:
        return None
