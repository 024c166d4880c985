"""Ways to give too much or too little of one collection, or of what is below and beside it."""

from tests.mutants.mutant import Mutant
from tests.rules.mutants.change import change


def _block(collection: str, who: str, below: str = "{document=**}", verbs: str = "read") -> str:
    match = f"match /{collection}/{below} {{\n      allow {verbs}"
    return f"{match}: if {who};\n    }}" if who else match


def _blocks(what: str, collection: str, role: str, reader: str) -> tuple[Mutant, ...]:
    """Break the block of one collection in every way that a block can be broken."""
    block, other = _block(collection, role), "staff by list"
    if role == "isStaff()":
        other = "operator by list"
    open_to = f"{_block(collection, '')}: if "
    return (
        change(f"{collection}: no block", block, "", f"{reader} - get - {what}"),
        change(
            f"{collection}: open to all",
            block,
            f"{open_to}true;\n    }}",
            f"somebody without a token - get - {what}",
        ),
        change(
            f"{collection}: open to who is signed in",
            block,
            f"{open_to}signedIn();\n    }}",
            f"somebody signed in - get - {what}",
        ),
        change(
            f"{collection}: staff and operators alike",
            block,
            f"{open_to}isStaff() || isOperator();\n    }}",
            f"{other} - get - {what}",
        ),
        change(
            f"{collection}: listed, not read",
            block,
            _block(collection, role, verbs="list"),
            f"{reader} - get - {what}",
        ),
        change(
            f"{collection}: read, not listed",
            block,
            _block(collection, role, verbs="get"),
            f"{reader} - list - {what}",
            f"{reader} - query - {what}",
        ),
        *(
            change(
                f"{collection}: {verb}d by who reads it",
                block,
                _block(collection, role, verbs=f"read, {verb}"),
                f"{reader} - {verb} - {what}",
            )
            for verb in ("create", "update", "delete")
        ),
    )


_EACH_BLOCK = (
    *_blocks("contact", "contacts", "isStaff()", "staff by list"),
    *_blocks("conversation", "conversations", "isStaff()", "staff by list"),
    *_blocks("activity", "activities", "isStaff()", "staff by list"),
    *_blocks("event", "webhook_events", "isOperator()", "operator by list"),
)
_BELOW_AND_BESIDE = (
    change(
        "nothing below an activity is read",
        _block("activities", "isStaff()"),
        _block("activities", "isStaff()", below="{document}"),
        "staff by list - get - transcript part",
    ),
    change(
        "nothing below an event is read",
        _block("webhook_events", "isOperator()"),
        _block("webhook_events", "isOperator()", below="{document}"),
        "operator by list - get - payload part",
    ),
    *(
        change(
            f"{name} is open",
            _block("contacts", "isStaff()"),
            f"{_block('contacts', 'isStaff()')}\n    match /{path} {{ allow {verbs}: if {who}; }}",
            noticed_by,
        )
        for name, path, verbs, who, noticed_by in (
            (
                "a transcript",
                "activities/{id}/transcript_parts/{part}",
                "read",
                "true",
                "somebody without a token - get - transcript part",
            ),
            (
                "a payload",
                "webhook_events/{id}/payload_parts/{part}",
                "read",
                "isStaff()",
                "staff by list - get - payload part",
            ),
            (
                "the address book",
                "openphone_contacts/{id}",
                "read",
                "isStaff()",
                "staff by list - get - address-book entry",
            ),
            (
                "everything",
                "{document=**}",
                "read",
                "isStaff()",
                "staff by list - get - anything else",
            ),
            (
                "writing anywhere",
                "{document=**}",
                "write",
                "isOperator()",
                "operator by list - create - anything else",
            ),
            (
                "every transcript at once",
                "{path=**}/transcript_parts/{part}",
                "read",
                "isStaff()",
                "staff by list - query all - transcript_parts",
            ),
            (
                "every payload at once",
                "{path=**}/payload_parts/{part}",
                "list",
                "isOperator()",
                "operator by list - query all - payload_parts",
            ),
        )
    ),
)
MUTANTS = (*_EACH_BLOCK, *_BELOW_AND_BESIDE)
