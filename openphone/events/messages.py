"""Reads events of text messages."""

from openphone.events.event import Activity
from openphone.events.fields import Media, known
from openphone.events.models import Message
from openphone.events.normalize import Delivered, activity


def read(delivered: Delivered) -> Activity:
    """Read a message of any shape and state."""
    message = delivered.parse(Message)
    media = [known(Media, url=file.url, type=file.type) for file in message.media or () if file.url]
    return activity(
        delivered,
        message,
        "message",
        own=True,
        speaks=True,
        body=message.text or message.body,
        media=media,
        media_urls=[file["url"] for file in media],
        error_code=message.error_code,
    )
