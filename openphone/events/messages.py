"""Reads events of text messages."""

from openphone.events.common import Delivered, activity, known
from openphone.events.event import Activity
from openphone.events.models import Message


def read(delivered: Delivered) -> Activity:
    """Read a message of any shape and state."""
    message: Message = delivered.parse(Message)
    media = [known(url=item.url, type=item.type) for item in message.media or () if item.url]
    fields = known(
        body=message.text or message.body,
        media=media,
        media_urls=[item["url"] for item in media],
        error_code=message.error_code,
    )
    return activity(delivered, message, "message", own=True, speaks=True, fields=fields)
