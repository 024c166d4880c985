"""A field of a wrong type is an error that names the field and never says its value."""

import pytest

from openphone.errors import EventError
from tests.openphone.samples import read

NUMBER, TEXT = 987654321, "canary"

TEXTS = {
    "message.received": [
        *("id", "callId", "from", "direction", "text", "body", "status"),
        *("conversationId", "phoneNumberId", "userId"),
        *("createdAt", "updatedAt", "deliveredAt", "answeredAt", "completedAt"),
    ],
    "call.completed": [
        *("id", "callId", "from", "direction", "status", "answeredBy", "answeredByUserId"),
        *("forwardedFrom", "forwardedTo", "phoneMenuSelectionName", "recordingUrl"),
        *("answeredAt", "completedAt"),
    ],
    "call.voicemail.completed": [
        *("id", "callId", "voicemailId", "recordingUrl", "type", "transcript"),
    ],
    "call.summary.completed": ["callId", "sentiment", "status", "processingStatus"],
    "call.transcript.completed": ["callId", "status", "processingStatus"],
    "contact.updated": ["id", "firstName", "lastName", "company", "role", "createdAt", "updatedAt"],
    "contact.deleted": ["id", "firstName"],
}


@pytest.mark.parametrize("wrong", [NUMBER, 0, 98765.4321, True, [TEXT], [], {TEXT: TEXT}, {}])
@pytest.mark.parametrize(
    ("event_type", "field"), [(kind, field) for kind, fields in TEXTS.items() for field in fields]
)
def test_what_is_no_text_is_an_error(event_type: str, field: str, wrong: object) -> None:
    with pytest.raises(EventError) as caught:
        read(event_type, {"id": "AC1", field: wrong})
    text = str(caught.value)
    assert text.startswith(f"data.object.{field}: ")
    assert TEXT not in text
    assert "98765" not in text


NUMBERS = [
    ("call.completed", {"duration": TEXT}, "duration"),
    ("call.completed", {"duration": "76"}, "duration"),
    ("call.completed", {"duration": True}, "duration"),
    ("call.completed", {"duration": [NUMBER]}, "duration"),
    ("call.completed", {"recordings": [{"duration": TEXT}]}, "recordings.0.duration"),
    ("call.completed", {"media": [{"url": "u", "duration": TEXT}]}, "media.0.duration"),
    ("call.completed", {"voicemail": {"duration": TEXT}}, "voicemail.duration"),
    ("call.recording.completed", {"callId": "AC1", "size": TEXT}, "size"),
    ("call.recording.completed", {"callId": "AC1", "duration": TEXT}, "duration"),
    ("call.voicemail.completed", {"duration": TEXT}, "duration"),
    ("call.transcript.completed", {"duration": TEXT}, "duration"),
    ("call.transcript.completed", {"confidence": TEXT}, "confidence"),
    ("call.transcript.completed", {"transcript": {"confidence": TEXT}}, "transcript.confidence"),
    ("call.transcript.completed", {"dialogue": [{}, {"start": TEXT}]}, "dialogue.1.start"),
    ("call.transcript.completed", {"dialogue": [{"end": False}]}, "dialogue.0.end"),
]
INNER = [
    ("message.received", {"to": NUMBER}, "to"),
    ("message.received", {"to": {TEXT: TEXT}}, "to"),
    ("message.received", {"to": ["+1", NUMBER]}, "to.1"),
    ("message.received", {"to": [None, NUMBER]}, "to.0"),
    ("message.received", {"participants": [[TEXT]]}, "participants.0"),
    ("message.received", {"media": TEXT}, "media"),
    ("message.received", {"media": {"url": TEXT}}, "media"),
    ("message.received", {"media": [NUMBER]}, "media.0"),
    ("message.received", {"errorCode": True}, "errorCode"),
    ("message.received", {"errorCode": [TEXT]}, "errorCode"),
    ("call.completed", {"menuSelection": 1.5}, "menuSelection"),
    ("call.completed", {"selection": {TEXT: TEXT}}, "selection"),
    ("call.completed", {"phoneMenuSelection": False}, "phoneMenuSelection"),
    ("message.received", {"media": [TEXT, {"url": NUMBER}]}, "media.1.url"),
    ("message.received", {"media": [{"url": TEXT, "type": NUMBER}]}, "media.0.type"),
    ("call.completed", {"handledByAiAgent": "true"}, "handledByAiAgent"),
    ("call.completed", {"handledByAiAgent": 1}, "handledByAiAgent"),
    ("call.completed", {"recordings": TEXT}, "recordings"),
    ("call.completed", {"recordings": [TEXT]}, "recordings.0"),
    ("call.completed", {"recordings": [{"id": NUMBER}]}, "recordings.0.id"),
    ("call.completed", {"recordings": [{"url": NUMBER}]}, "recordings.0.url"),
    ("call.completed", {"recordings": [{"startTime": NUMBER}]}, "recordings.0.startTime"),
    ("call.completed", {"recordings": [{"startTime": TEXT}]}, "recordings.0.startTime"),
    ("call.completed", {"voicemail": TEXT}, "voicemail"),
    ("call.completed", {"voicemail": [TEXT]}, "voicemail"),
    ("call.completed", {"voicemail": {"url": NUMBER}}, "voicemail.url"),
    ("call.completed", {"voicemail": {"transcript": NUMBER}}, "voicemail.transcript"),
    ("call.recording.completed", {"callId": NUMBER}, "callId"),
    ("call.recording.completed", {"callId": "AC1", "url": NUMBER}, "url"),
    ("call.recording.completed", {"callId": "AC1", "startTime": TEXT}, "startTime"),
    ("call.summary.completed", {"summary": NUMBER}, "summary"),
    ("call.summary.completed", {"summary": {TEXT: TEXT}}, "summary"),
    ("call.summary.completed", {"summary": [TEXT, NUMBER]}, "summary.1"),
    ("call.summary.completed", {"nextSteps": [None, NUMBER]}, "nextSteps.0"),
    ("call.summary.completed", {"keyPoints": {TEXT: TEXT}}, "keyPoints"),
    ("call.summary.completed", {"jobs": TEXT}, "jobs"),
    ("call.summary.completed", {"jobs": {TEXT: TEXT}}, "jobs"),
    ("call.transcript.completed", {"transcript": TEXT}, "transcript"),
    ("call.transcript.completed", {"transcript": {"dialogue": TEXT}}, "transcript.dialogue"),
    ("call.transcript.completed", {"dialogue": {TEXT: TEXT}}, "dialogue"),
    ("call.transcript.completed", {"dialogue": [TEXT]}, "dialogue.0"),
    ("call.transcript.completed", {"dialogue": [{"content": NUMBER}]}, "dialogue.0.content"),
    ("call.transcript.completed", {"dialogue": [{"text": NUMBER}]}, "dialogue.0.text"),
    ("call.transcript.completed", {"dialogue": [{"speaker": NUMBER}]}, "dialogue.0.speaker"),
    ("call.transcript.completed", {"dialogue": [{"identifier": NUMBER}]}, "dialogue.0.identifier"),
    ("call.transcript.completed", {"dialogue": [{"userId": NUMBER}]}, "dialogue.0.userId"),
    ("call.transcript.completed", {"dialogue": [{"timestamp": NUMBER}]}, "dialogue.0.timestamp"),
    ("contact.updated", {"emails": TEXT}, "emails"),
    ("contact.updated", {"emails": [NUMBER]}, "emails.0"),
    ("contact.updated", {"emails": [{"value": NUMBER}]}, "emails.0.value"),
    ("contact.updated", {"phoneNumbers": {"value": TEXT}}, "phoneNumbers"),
    ("contact.updated", {"phoneNumbers": [{"value": [TEXT]}]}, "phoneNumbers.0.value"),
    ("contact.updated", {"fields": TEXT}, "fields"),
    ("contact.updated", {"fields": [TEXT]}, "fields.0"),
    ("contact.updated", {"fields": [{"name": NUMBER}]}, "fields.0.name"),
    ("contact.updated", {"fields": [{"type": NUMBER}]}, "fields.0.type"),
]


@pytest.mark.parametrize("key", ["object", "resource"])
@pytest.mark.parametrize(("event_type", "thing", "field"), [*NUMBERS, *INNER])
def test_a_wrong_type_anywhere_is_an_error_that_names_the_place(
    event_type: str, thing: dict[str, object], field: str, key: str
) -> None:
    with pytest.raises(EventError) as caught:
        read(event_type, {"id": "AC1", **thing}, key=key)
    text = str(caught.value)
    assert text.startswith(f"data.{key}.{field}: ")
    assert TEXT not in text
    assert str(NUMBER) not in text


@pytest.mark.parametrize(
    ("context", "field"),
    [
        (TEXT, "data.context"),
        ([TEXT], "data.context"),
        (0, "data.context"),
        ({"conversationId": NUMBER}, "data.context.conversationId"),
        ({"phoneNumberId": NUMBER}, "data.context.phoneNumberId"),
        ({"userId": [TEXT]}, "data.context.userId"),
        ({"senderIdentifier": NUMBER}, "data.context.senderIdentifier"),
        ({"recipientIdentifiers": NUMBER}, "data.context.recipientIdentifiers"),
        ({"recipientIdentifiers": [NUMBER]}, "data.context.recipientIdentifiers.0"),
        ({"participants": [TEXT]}, "data.context.participants"),
        ({"participants": {"external": NUMBER}}, "data.context.participants.external"),
        ({"participants": {"workspace": [NUMBER]}}, "data.context.participants.workspace.0"),
        ({"participants": {"resolution": NUMBER}}, "data.context.participants.resolution"),
    ],
)
def test_a_wrong_type_in_the_context_is_an_error_that_names_the_place(
    context: object, field: str
) -> None:
    with pytest.raises(EventError) as caught:
        read("call.completed", {"id": "AC1"}, key="resource", context=context)
    text = str(caught.value)
    assert text.startswith(f"{field}: ")
    assert TEXT not in text
    assert str(NUMBER) not in text


@pytest.mark.parametrize("wrong", [NUMBER, [TEXT], {TEXT: 1}, True])
def test_a_time_of_a_wrong_type_in_the_envelope_is_an_error_that_names_it(wrong: object) -> None:
    with pytest.raises(EventError) as caught:
        read("call.completed", {"id": "AC1"}, createdAt=wrong)
    text = str(caught.value)
    assert text.startswith("createdAt: ")
    assert TEXT not in text
    assert str(NUMBER) not in text


@pytest.mark.parametrize("wrong", [NUMBER, [TEXT], {TEXT: 1}, True])
def test_what_the_envelope_says_besides_the_time_does_not_matter(wrong: object) -> None:
    given = read("call.completed", {"id": "AC1"}, id=wrong, apiVersion=wrong)
    assert given == read("call.completed", {"id": "AC1"})


@pytest.mark.parametrize(
    ("event_type", "field", "full"),
    [
        ("message.received", "to", ["+1", "+2"]),
        ("message.received", "media", ["https://x.example/1", "https://x.example/2"]),
        ("call.completed", "participants", ["+1", "+2"]),
        ("call.completed", "recordings", [{"url": "https://x.example/1"}]),
        ("call.summary.completed", "summary", ["One.", "Two."]),
        ("call.transcript.completed", "dialogue", [{"content": "Hi."}]),
        ("contact.updated", "phoneNumbers", [{"value": "+1"}]),
        ("contact.updated", "emails", ["a@b.example"]),
        ("contact.updated", "fields", [{"name": "Phone", "type": "phone-number", "value": "+1"}]),
    ],
)
def test_a_null_in_a_list_says_nothing(event_type: str, field: str, full: list[object]) -> None:
    with_null = read(event_type, {"id": "AC1", field: [None, *full, None]})
    assert with_null == read(event_type, {"id": "AC1", field: full})


def test_the_error_of_a_wrong_type_hides_the_librarys_which_holds_the_value() -> None:
    with pytest.raises(EventError) as caught:
        read("message.received", {"id": "AC1", "text": NUMBER})
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
