"""Address-book entries of both generations."""

from typing import Any

from tests.histories.shapes import Shape, named
from tests.histories.worlds import Pen

_MAILS = ("noor@example.com", "sam@example.com")


def contact(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return the type and the `data` of an address-book event."""
    event_type = pen.one(("contact.updated", "contact.updated", "contact.deleted"))
    resource: dict[str, Any] = {
        "id": pen.one(pen.world.entries),
        **pen.times("createdAt", "updatedAt"),
    }
    numbers, more = pen.some(pen.world.numbers, 2), dict[str, Any]()
    # Many entries have no name.
    if pen.one((True, False, False)):
        resource |= pen.given(firstName=("Noor", "Sam", "ÄNNE"), lastName=("Example", ""))
        more = pen.given(company=("Example Ltd",), role=("Owner", "Buyer"), email=_MAILS)
    if shape == "2026":
        resource |= named(more, company="company", role="role")
        resource["emails"] = [{"value": more["email"]}] if "email" in more else []
        resource["phoneNumbers"] = [{"value": number, "type": "phone"} for number in numbers]
        return event_type, {"resource": resource, "context": {}}
    if not numbers and not more:
        return event_type, {"object": resource}
    resource["fields"] = pen.one((_as_map(numbers, more), _as_list(numbers, more)))
    return event_type, {"object": resource}


def _as_map(numbers: list[str], more: dict[str, Any]) -> dict[str, Any]:
    phones = {"Phone": numbers[0] if len(numbers) == 1 else numbers}
    return phones | named(more, company="Company", role="Role", email="Email")


def _as_list(numbers: list[str], more: dict[str, Any]) -> list[dict[str, Any]]:
    phones = [{"name": "Phone", "type": "phone-number", "value": number} for number in numbers]
    return phones + [{"name": name, "type": name, "value": value} for name, value in more.items()]
