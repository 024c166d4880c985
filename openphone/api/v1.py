"""The endpoints of the API v1 that are used here, each as a request.

A webhook of v1 listens to one topic and has a signing key of its own, which lists show too.
Source: https://www.quo.com/docs/mdx/api-reference.
"""

from collections.abc import Iterable, Sequence

from openphone.api.protocol import Request, get, segment

# The topics, and what a webhook of each can be told about.
TOPICS = {
    "messages": ("message.received", "message.delivered"),
    "calls": ("call.completed", "call.ringing", "call.recording.completed"),
    "call-summaries": ("call.summary.completed",),
    "call-transcripts": ("call.transcript.completed",),
}
# As much as the API puts on a page.
_PAGE = ("maxResults", "100")
_CONTACTS_PAGE = ("maxResults", "50")


def list_webhooks() -> Request:
    """List the webhooks made through this API, with their signing keys."""
    return get("/v1/webhooks")


def create_webhook(topic: str, url: str, events: Sequence[str], label: str) -> Request:
    """Make a webhook of one of the TOPICS, for all of the workspace's numbers."""
    body = {"url": url, "events": list(events), "resourceIds": ["*"], "label": label}
    return Request("POST", f"/v1/webhooks/{segment(topic)}", body=body)


def delete_webhook(webhook_id: str) -> Request:
    """Delete one webhook; nothing comes back."""
    return Request("DELETE", f"/v1/webhooks/{segment(webhook_id)}")


def list_phone_numbers() -> Request:
    """List the workspace's own numbers."""
    return get("/v1/phone-numbers")


def list_conversations(*, updated_after: str = "") -> Request:
    """List the conversations that changed after a time (ISO 8601)."""
    return get("/v1/conversations", ("updatedAfter", updated_after), _PAGE)


def list_messages(
    phone_number_id: str,
    participants: Iterable[str],
    *,
    created_after: str = "",
    created_before: str = "",
) -> Request:
    """List the messages of one of our numbers with one party or one group."""
    return _between("/v1/messages", phone_number_id, participants, created_after, created_before)


def list_calls(
    phone_number_id: str, participant: str, *, created_after: str = "", created_before: str = ""
) -> Request:
    """List the calls of one of our numbers with one party: the API takes exactly one."""
    return _between("/v1/calls", phone_number_id, [participant], created_after, created_before)


def list_recordings(call_id: str) -> Request:
    """List the recordings of a call."""
    return get(f"/v1/call-recordings/{segment(call_id)}")


def get_summary(call_id: str) -> Request:
    """Ask for the summary of a call; needs a Business plan."""
    return get(f"/v1/call-summaries/{segment(call_id)}")


def get_transcript(call_id: str) -> Request:
    """Ask for the transcript of a call; needs a Business plan."""
    return get(f"/v1/call-transcripts/{segment(call_id)}")


def get_voicemail(call_id: str) -> Request:
    """Ask for the voicemail of a call."""
    return get(f"/v1/call-voicemails/{segment(call_id)}")


def list_contacts() -> Request:
    """List the address book."""
    return get("/v1/contacts", _CONTACTS_PAGE)


def _between(path: str, line: str, participants: Iterable[str], after: str, before: str) -> Request:
    return get(
        path,
        ("phoneNumberId", line),
        *(("participants", number) for number in participants),
        _PAGE,
        ("createdAfter", after),
        ("createdBefore", before),
    )
