"""The types of the documents describe exactly what is written."""

import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from documents import records, schema, transcripts
from documents.paths import MERGE
from tests import typescript
from tests.histories.strategies import History, histories
from tests.payloads.expectations import RECEIPT_TIMES, combined, examples
from tests.processor.memory import Memory

AT = datetime(2026, 4, 2, 12, tzinfo=UTC)
COLLECTIONS: Mapping[str, type[Any]] = {
    "contacts": schema.Contact,
    "conversations": schema.Conversation,
    "activities": schema.Activity,
    "transcript_parts": schema.TranscriptPart,
    "openphone_contacts": schema.OpenPhoneContact,
    "webhook_events": schema.WebhookEvent,
    "payload_parts": schema.PayloadPart,
}
# What front ends rely on: removing or renaming a field breaks them.
FIELDS = {
    "Contact": """phone_number display_name name_key first_name last_name company role emails
        openphone_contact_ids first_seen_at deleted""",
    "LastActivity": "id activity_type direction status answered preview",
    "Conversation": """contact_ids participants openphone_conversation_ids phone_number_ids
        first_activity_at last_activity_at last_activity last_incoming_at last_outgoing_at""",
    "Media": "url type",
    "Recording": "id url type duration_seconds size_bytes started_at",
    "Voicemail": "id url type duration_seconds transcript",
    "AiSummary": "text summary key_points next_steps sentiment jobs status",
    "DialogueLine": "speaker identifier user_id text start end",
    "AiTranscript": "dialogue parts confidence duration_seconds status",
    "Activity": """openphone_id activity_type direction status body media_urls media from_number
        to_numbers participants contact_ids conversation_id openphone_conversation_id
        phone_number_id user_id occurred_at event_at error_code duration_seconds answered_at
        completed_at answered_by handled_by_ai forwarded_from forwarded_to menu_selection
        recording_url recordings voicemail ai_summary ai_transcript""",
    "TranscriptPart": "dialogue",
    "OpenPhoneContact": "first_name last_name company role emails phone_numbers deleted",
    "WebhookEvent": """event_id event_type api_version signature_scheme payload payload_encoding
        payload_parts processed ignored error_message activity_id received_at processed_at
        expire_at""",
    "PayloadPart": "data expire_at",
}
# Fields of no example event, and why.
NOT_IN_EXAMPLES = {
    "AiTranscript.parts": "no example is large enough",
    "TranscriptPart.dialogue": "the same",
    "WebhookEvent.payload_encoding": "the same",
    "WebhookEvent.payload_parts": "the same",
    "PayloadPart.data": "the same",
    "PayloadPart.expire_at": "the same",
    "WebhookEvent.error_message": "every example is understood",
    "Activity.forwarded_from": "no example call is forwarded",
    "Activity.forwarded_to": "the same",
    "Activity.menu_selection": "no example caller selects from a menu",
    "Contact.role": "no example contact has a role",
    "OpenPhoneContact.role": "the same",
}
FEW = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_MODELS: dict[str, type[BaseModel]] = {}


def model(document: type[Any]) -> type[BaseModel]:
    """Return a model that accepts exactly what the TypedDict describes, strictly."""
    if document.__name__ not in _MODELS:
        always = typescript.required(document)
        members = {
            name: (_modelled(annotation), ... if name in always else None)
            for name, annotation in typescript.fields(document).items()
        }
        config = ConfigDict(strict=True, extra="forbid")
        create = cast("Any", create_model)
        _MODELS[document.__name__] = create(document.__name__, __config__=config, **members)
    return _MODELS[document.__name__]


def _modelled(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    if typing.is_typeddict(annotation):
        return model(annotation)
    if typing.get_origin(annotation) is list:
        return list[_modelled(typing.get_args(annotation)[0])]  # type: ignore[misc]
    return annotation


def expected() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each expected document of the examples, alone and together, with its collection."""
    for documents in (*(example.expected for example in examples()), combined()):
        for collection, found in documents.items():
            received = dict.fromkeys(RECEIPT_TIMES, AT) if collection == "webhook_events" else {}
            for document in found.values():
                yield collection, {**document, **received}


def left_by(history: History) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every document that a history leaves, with its collection, without bookkeeping."""
    memory = Memory()
    for job in history.jobs():
        memory.apply(job)
    for path, document in memory.documents.items():
        shown = {name: value for name, value in document.items() if name != MERGE}
        yield path.collection.rsplit("/", 1)[-1], shown


def used(annotation: Any, value: Any) -> Iterator[str]:  # noqa: ANN401 - any annotation, any value
    """Yield the fields of TypedDicts that a value has."""
    if typing.is_typeddict(annotation):
        for name, member in value.items():
            yield f"{annotation.__name__}.{name}"
            yield from used(typescript.fields(annotation)[name], member)
    elif typing.get_origin(annotation) is list:
        for item in value:
            yield from used(typing.get_args(annotation)[0], item)


def test_every_expected_document_has_the_described_fields_and_no_others() -> None:
    for collection, document in expected():
        model(COLLECTIONS[collection]).model_validate(document)


@mock.patch.multiple(transcripts, INLINE_BYTES=100, PART_BYTES=100)
@mock.patch.object(records, "PAYLOAD_BYTES", 500)
def test_what_any_history_leaves_has_the_described_fields_and_no_others() -> None:
    seen: set[str] = set()

    @given(history=histories(most=8))
    @FEW
    def every_history(history: History) -> None:
        for collection, document in left_by(history):
            model(COLLECTIONS[collection]).model_validate(document)
            seen.update(used(COLLECTIONS[collection], document))

    every_history()
    # The histories went where no example goes.
    assert NOT_IN_EXAMPLES.keys() <= seen


def test_every_field_is_in_an_expected_document_or_named_with_the_reason() -> None:
    found = {name for at, document in expected() for name in used(COLLECTIONS[at], document)}
    described = {
        f"{name}.{field}"
        for name, document in typescript.documents().items()
        for field in typescript.fields(document)
    }
    assert described - found == NOT_IN_EXAMPLES.keys()


def test_the_fields_are_those_that_front_ends_rely_on() -> None:
    described = {
        name: set(typescript.fields(document)) for name, document in typescript.documents().items()
    }
    assert described == {name: set(fields.split()) for name, fields in FIELDS.items()}


@pytest.mark.parametrize(
    "fault",
    [
        {"body": None},
        {"body": 1},
        {"occurred_at": "2026-04-02T12:00:00Z"},
        {"direction": "sideways"},
        {"handled_by_ai": 1},
        {"duration_seconds": True},
        {"media": [{"type": "image/png"}]},
        {"ai_transcript": {"dialogue": [{"content": "another name"}]}},
        {"colour": "red"},
        {"openphone_id": None},
    ],
    ids=str,
)
def test_a_document_that_differs_from_its_type_is_found(fault: dict[str, Any]) -> None:
    good = {"openphone_id": "AC1", "activity_type": "call", "occurred_at": AT, "media": []}
    model(schema.Activity).model_validate(good)
    with pytest.raises(ValidationError):
        model(schema.Activity).model_validate(good | fault)


def test_the_typescript_file_is_made_from_the_types() -> None:
    remedy = "run python -m tests.typescript"
    assert typescript.FILE.read_text() == typescript.render(), remedy
