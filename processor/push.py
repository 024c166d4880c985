"""Reads the envelope in which Pub/Sub pushes a message.

https://cloud.google.com/pubsub/docs/push#receive_push
"""

import base64
import binascii
from collections.abc import Mapping

from openphone.errors import EventError
from openphone.events.envelope import parse
from pipeline.message import PushedMessage


class EnvelopeError(Exception):
    """A request is not a Pub/Sub push."""


def read_push(body: bytes) -> PushedMessage:
    """Return the pushed message. Raises EnvelopeError for anything that Pub/Sub does not send."""
    try:
        message = parse(body).get("message")
    except EventError as error:
        raise EnvelopeError("the request is not JSON") from error
    if not isinstance(message, dict):
        raise EnvelopeError("the request has no message")
    if "data" not in message and "attributes" not in message:
        raise EnvelopeError("the message is empty")
    data = _data(message.get("data", ""))
    return PushedMessage.from_attributes(data, _attributes(message.get("attributes")))


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
