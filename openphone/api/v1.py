"""The endpoints of the API v1 that are used here, each as a request.

A webhook of v1 listens to one topic and has a signing key of its own, which lists show too.
Source: https://www.quo.com/docs/mdx/api-reference.
"""

from collections.abc import Iterable, Sequence

from openphone.api.protocol import Pairs, Request, segment

# The topics, and what a webhook of each can be told about.
TOPICS = {
    "messages": ("message.received", "message.delivered"),
    "calls": ("call.completed", "call.ringing", "call.recording.completed"),
    "call-summaries": ("call.summary.completed",),
    "call-transcripts": ("call.transcript.completed",),
}
MOST_RESULTS = 100
MOST_CONTACTS = 50


def list_webhooks() -> Request:
    """List the webhooks made through this API, with their signing keys."""
    return Request("GET", "/v1/webhooks")


def create_webhook(topic: str, url: str, events: Sequence[str], label: str) -> Request:
    """Make a webhook of one of the TOPICS, for all of the workspace's numbers."""
    body = {"url": url, "events": list(events), "resourceIds": ["*"], "label": label}
    return Request("POST", f"/v1/webhooks/{segment(topic)}", body=body)


def delete_webhook(webhook_id: str) -> Request:
    """Delete one webhook; nothing comes back."""
    return Request("DELETE", f"/v1/webhooks/{segment(webhook_id)}")


def list_phone_numbers() -> Request:
    """List the workspace's own numbers."""
    return Request("GET", "/v1/phone-numbers")


def list_conversations(*, updated_after: str = "") -> Request:
    """List the conversations that changed after a time (ISO 8601)."""
    query = _given(("updatedAfter", updated_after), ("maxResults", str(MOST_RESULTS)))
    return Request("GET", "/v1/conversations", query)


def list_messages(
    phone_number_id: str,
    participants: Iterable[str],
    *,
    created_after: str = "",
    created_before: str = "",
) -> Request:
    """List the messages of one of our numbers with one party or one group."""
    times = (("createdAfter", created_after), ("createdBefore", created_before))
    return Request("GET", "/v1/messages", _between(phone_number_id, participants, *times))


def list_calls(
    phone_number_id: str, participant: str, *, created_after: str = "", created_before: str = ""
) -> Request:
    """List the calls of one of our numbers with one party: the API takes exactly one."""
    times = (("createdAfter", created_after), ("createdBefore", created_before))
    return Request("GET", "/v1/calls", _between(phone_number_id, [participant], *times))


def list_recordings(call_id: str) -> Request:
    """List the recordings of a call."""
    return Request("GET", f"/v1/call-recordings/{segment(call_id)}")


def get_summary(call_id: str) -> Request:
    """Ask for the summary of a call; needs a Business plan."""
    return Request("GET", f"/v1/call-summaries/{segment(call_id)}")


def get_transcript(call_id: str) -> Request:
    """Ask for the transcript of a call; needs a Business plan."""
    return Request("GET", f"/v1/call-transcripts/{segment(call_id)}")


def get_voicemail(call_id: str) -> Request:
    """Ask for the voicemail of a call."""
    return Request("GET", f"/v1/call-voicemails/{segment(call_id)}")


def list_contacts() -> Request:
    """List the address book."""
    return Request("GET", "/v1/contacts", (("maxResults", str(MOST_CONTACTS)),))


def _between(phone_number_id: str, participants: Iterable[str], *times: tuple[str, str]) -> Pairs:
    parties = tuple(("participants", number) for number in participants)
    asked = (("phoneNumberId", phone_number_id), *parties, ("maxResults", str(MOST_RESULTS)))
    return asked + _given(*times)


def _given(*pairs: tuple[str, str]) -> Pairs:
    return tuple(pair for pair in pairs if pair[1])
