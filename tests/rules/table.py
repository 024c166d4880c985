"""Who may read what from a browser, written by hand: the rules are judged by it, not it by them.

Staff read contacts, conversations and activities with all that is below them; operators read the
records of events. Nobody reads anything else, and nobody writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Claims: TypeAlias = Mapping[str, Any]

# A document of each kind that there is, and of one that there is not.
DOCUMENTS = {
    "contact": "contacts/+15550106001",
    "conversation": "conversations/+15550106001",
    "activity": "activities/ACrules",
    "transcript part": "activities/ACrules/transcript_parts/1",
    "event": "webhook_events/EVrules",
    "payload part": "webhook_events/EVrules/payload_parts/1",
    "address-book entry": "openphone_contacts/CTrules",
    "anything else": "settings/rules",
}
# Collections asked for under all their parents at once.
GROUPS = ("activities", "transcript_parts", "payload_parts", "webhook_events")

STAFF = frozenset({"contact", "conversation", "activity", "transcript part"})
OPERATORS = frozenset({"event", "payload part"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """Somebody with the claims of a token, or without a token, and what this person may read."""

    claims: Claims | None
    reads: frozenset[str]


def _verified(email: str, reads: frozenset[str]) -> Person:
    return Person({"email": email, "email_verified": True}, reads)


PEOPLE = {
    "somebody without a token": Person(None, NOTHING),
    "somebody signed in": Person({}, NOTHING),
    "somebody with an address elsewhere": _verified("somebody@mail.example", NOTHING),
    # Staff.
    "staff by list": _verified("front.desk@shop.example", STAFF),
    "the other of the list": _verified("owner@shop.example", STAFF),
    "staff by list in capitals": _verified("Front.Desk@SHOP.example", STAFF),
    "staff by domain": _verified("new.hire@staff.example.com", STAFF),
    "staff by domain in capitals": _verified("New.Hire@Staff.Example.COM", STAFF),
    "staff by claim": Person({"staff": True}, STAFF),
    "staff by claim with an address elsewhere": Person(
        {"staff": True, "email": "somebody@mail.example", "email_verified": False}, STAFF
    ),
    # Operators, who are not staff by this alone.
    "operator by list": _verified("operator@shop.example", OPERATORS),
    "operator by list in capitals": _verified("Operator@Shop.Example", OPERATORS),
    "operator by claim": Person({"operator": True}, OPERATORS),
    "operator and staff": Person({"operator": True, "staff": True}, STAFF | OPERATORS),
    "operator of the staff's domain": Person(
        {"operator": True, "email": "ops@staff.example.com", "email_verified": True},
        STAFF | OPERATORS,
    ),
    # Claims that are not true.
    "staff claim as text": Person({"staff": "true"}, NOTHING),
    "staff claim as number": Person({"staff": 1}, NOTHING),
    "staff claim as list": Person({"staff": [True]}, NOTHING),
    "staff claim false": Person({"staff": False}, NOTHING),
    "staff claim null": Person({"staff": None}, NOTHING),
    "operator claim as text": Person({"operator": "true"}, NOTHING),
    "operator claim as number": Person({"operator": 1}, NOTHING),
    "operator claim false": Person({"operator": False}, NOTHING),
    "claim of another name": Person({"admin": True, "role": "staff"}, NOTHING),
    # Addresses that anybody can write into an account.
    "staff by list, not verified": Person(
        {"email": "front.desk@shop.example", "email_verified": False}, NOTHING
    ),
    "staff by list, verified or not": Person({"email": "front.desk@shop.example"}, NOTHING),
    "staff by list, verified as text": Person(
        {"email": "front.desk@shop.example", "email_verified": "true"}, NOTHING
    ),
    "staff by domain, not verified": Person(
        {"email": "new.hire@staff.example.com", "email_verified": False}, NOTHING
    ),
    "operator by list, not verified": Person(
        {"email": "operator@shop.example", "email_verified": False}, NOTHING
    ),
    "verified without an address": Person({"email_verified": True}, NOTHING),
    "an address that is a number": Person({"email": 5, "email_verified": True}, NOTHING),
    # Addresses that look like those of staff.
    "the list's name elsewhere": _verified("front.desk@mail.example", NOTHING),
    "the list's shop, another name": _verified("front.desk2@shop.example", NOTHING),
    "more before the list's name": _verified("not.front.desk@shop.example", NOTHING),
    "a domain that ends alike": _verified("x@evil-staff.example.com", NOTHING),
    "a domain below": _verified("x@below.staff.example.com", NOTHING),
    "a domain that begins alike": _verified("x@staff.example.com.evil.example", NOTHING),
    "a domain with another character for a dot": _verified("x@staffxexample.com", NOTHING),
    "two @, the domain in the middle": _verified("x@staff.example.com@evil.example", NOTHING),
    "two @, the domain at the end": _verified("x@evil.example@staff.example.com", NOTHING),
    "a domain without a name": _verified("staff.example.com", NOTHING),
}
# Who somebody is, is decided in one place for all collections and verbs: typical people are asked
# about with every verb and every document, the others with one of each role's and one of nobody's.
SAMPLE = ("contact", "event", "address-book entry")
TYPICAL = (
    "somebody without a token",
    "somebody signed in",
    "somebody with an address elsewhere",
    "staff by list",
    "operator by list",
    "staff claim as text",
    "staff by list, not verified",
)
