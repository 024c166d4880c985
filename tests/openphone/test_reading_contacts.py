import pytest

from openphone.errors import EventError
from tests.openphone.samples import ANN, BEN, entry, read

UPDATED = "contact.updated"


def test_a_current_contact_is_read_whole() -> None:
    resource = {
        "id": "CT1",
        "firstName": "Ann",
        "lastName": "Lee",
        "company": "Roofs",
        "role": "Owner",
        "emails": [{"value": "ann@example.com"}, {"value": None}, {"value": " "}],
        "phoneNumbers": [{"value": f" {ANN} "}, {"value": ANN}, {"value": BEN}],
    }
    found = entry(UPDATED, resource, key="resource")
    assert found.id == "CT1"
    assert found.fields == {
        "first_name": "Ann",
        "last_name": "Lee",
        "company": "Roofs",
        "role": "Owner",
        "emails": ["ann@example.com"],
        "phone_numbers": [ANN, BEN],
        "deleted": False,
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"Phone": ANN, "Email": "ann@example.com", "Company": "Roofs", "Role": "Owner"},
        {"phone": [ANN], "E-Mail": None, "email": ["ann@example.com"]}
        | {"company": "Roofs", "role": "Owner"},
        [
            {"name": "Phone", "type": "phone-number", "value": ANN},
            {"name": "Email", "type": "email", "value": "ann@example.com"},
            {"name": "Company", "type": "company", "value": "Roofs"},
            {"name": "Role", "type": "role", "value": "Owner"},
        ],
        [
            {"name": "Mobile", "type": "phone-number", "value": ANN},
            {"name": "Work", "type": "email", "value": "ann@example.com"},
            {"name": "Company", "type": None, "value": "Roofs"},
            {"name": "role", "value": "Owner"},
        ],
    ],
)
def test_the_fields_of_a_v3_contact_are_a_map_or_a_list(fields: object) -> None:
    assert entry(UPDATED, {"id": "CT1", "fields": fields}).fields == {
        "company": "Roofs",
        "role": "Owner",
        "emails": ["ann@example.com"],
        "phone_numbers": [ANN],
        "deleted": False,
    }


def test_several_fields_of_one_kind_are_joined() -> None:
    fields = [
        {"name": "Phone", "type": "phone-number", "value": ANN},
        {"name": "Phone 2", "type": "phone-number", "value": [BEN, ANN]},
        {"name": "Company", "value": ["Roofs", "Walls"]},
    ]
    assert entry(UPDATED, {"id": "CT1", "fields": fields}).fields == {
        "company": "Roofs",
        "phone_numbers": [ANN, BEN],
        "deleted": False,
    }


@pytest.mark.parametrize(
    ("name", "field_type", "value", "expected"),
    [
        ("Company email", "email", "a@b.example", {"emails": ["a@b.example"]}),
        ("Company phone", "phone-number", ANN, {"phone_numbers": [ANN]}),
        ("Firma", "company", "Roofs", {"company": "Roofs"}),
    ],
)
def test_the_type_of_a_field_goes_before_its_name(
    name: str, field_type: str, value: str, expected: dict[str, object]
) -> None:
    fields = [{"name": name, "type": field_type, "value": value}]
    assert entry(UPDATED, {"id": "CT1", "fields": fields}).fields == {**expected, "deleted": False}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Work phone": ANN, "Phone 2": f" {BEN}"}, {"phone_numbers": [ANN, BEN]}),
        ({"Work phone": [ANN, BEN]}, {"phone_numbers": [ANN, BEN]}),
        ({"Work email": "a@b.example"}, {"emails": ["a@b.example"]}),
        ([{"name": "Home Phone", "type": "string", "value": ANN}], {"phone_numbers": [ANN]}),
        ({"Work-phone": "+1 555 010 7001"}, {"phone_numbers": ["+1 555 010 7001"]}),
        ({"Work phones": "(555) 010-7001"}, {"phone_numbers": ["(555) 010-7001"]}),
        ({"Phone": "32665"}, {"phone_numbers": ["32665"]}),
        ({"phoneNumbers": [ANN, BEN]}, {"phone_numbers": [ANN, BEN]}),
        ({"phone_number": ANN, "PHONE": BEN}, {"phone_numbers": [ANN, BEN]}),
        ({"emails": ["a@b.example"]}, {"emails": ["a@b.example"]}),
        ({"E-mail": "a@b.example"}, {"emails": ["a@b.example"]}),
        ({"Work e-mail": ["a@b.example", None]}, {"emails": ["a@b.example"]}),
        ([{"name": "Mobile", "type": "phoneNumber", "value": ANN}], {"phone_numbers": [ANN]}),
    ],
)
def test_a_field_counts_by_its_name_and_by_a_word_of_it_where_the_value_fits(
    fields: object, expected: dict[str, object]
) -> None:
    assert entry(UPDATED, {"id": "CT1", "fields": fields}).fields == {**expected, "deleted": False}


@pytest.mark.parametrize(
    "field",
    [
        {"name": "Phone type", "type": "string", "value": "mobile"},
        {"name": "Phone extension", "type": "number", "value": 12},
        {"name": "Work phone", "value": [ANN, 7]},
        {"name": "Microphone", "value": ANN},
        {"name": "Phone since", "type": "date", "value": "2020-01-01"},
        {"name": "Email opt-in", "type": "boolean", "value": True},
        {"name": "Email link", "value": "https://a@b.example/x"},
        {"name": "Email opt-in", "value": "yes"},
        {"name": "Company since", "type": "date", "value": "2020-01-01"},
        {"name": "Role model", "value": "Ada"},
        {"name": "Role", "type": "boolean", "value": True},
        {"name": "Company", "type": "number", "value": 7},
        {"name": "Phone", "value": {"987654321": 1}},
        {"name": "Phone", "value": [987654321]},
    ],
)
def test_an_owners_own_field_is_not_taken_for_what_a_part_of_its_name_says(
    field: dict[str, object],
) -> None:
    for fields in ([field], {str(field["name"]): field["value"]}):
        assert entry(UPDATED, {"id": "CT1", "fields": fields}).fields == {"deleted": False}


def test_a_contact_of_its_own_fields_goes_before_custom_ones() -> None:
    thing = {
        "id": "CT1",
        "company": "Roofs",
        "phoneNumbers": [ANN],
        "emails": ["ann@example.com"],
        "fields": {"Company": "Walls", "Phone": BEN, "Email": "x@example.com"},
    }
    assert entry(UPDATED, thing).fields == {
        "company": "Roofs",
        "emails": ["ann@example.com"],
        "phone_numbers": [ANN],
        "deleted": False,
    }


def test_names_are_trimmed_and_a_blank_one_is_unknown() -> None:
    thing = {"id": "CT1", "firstName": " Ann ", "lastName": " ", "company": "\tRoofs", "role": " "}
    expected = {"first_name": "Ann", "company": "Roofs", "deleted": False}
    assert entry(UPDATED, thing).fields == expected


@pytest.mark.parametrize(
    "thing",
    [
        {},
        {"firstName": "", "lastName": None, "company": "", "role": None},
        {"emails": [], "phoneNumbers": None, "fields": None},
        {"emails": [{"value": ""}, {}], "phoneNumbers": [""], "fields": []},
        {"fields": {"Phone": "", "Email": None, "Company": []}},
        {"fields": [{}, {"name": "Phone"}, {"name": None, "type": None, "value": None}]},
        {"fields": [{"name": "Birthday", "type": "date", "value": {"year": [1990]}}]},
    ],
)
def test_what_is_empty_or_unknown_in_a_contact_is_absent(thing: dict[str, object]) -> None:
    assert entry(UPDATED, {"id": "CT1", **thing}).fields == {"deleted": False}


def test_a_deleted_contact_may_name_no_number() -> None:
    found = entry("contact.deleted", {"id": "CT1"})
    assert (found.id, found.fields) == ("CT1", {"deleted": True})


@pytest.mark.parametrize("value", [987654321, [987654321], {"987654321": 1}, True])
def test_a_field_of_type_phone_without_text_is_an_error_without_the_value(value: object) -> None:
    fields = [{"name": "Mobile", "type": "phone-number", "value": value}]
    with pytest.raises(EventError) as caught:
        read(UPDATED, {"id": "CT1", "fields": fields})
    assert str(caught.value) == "data.object.fields: should hold texts"


def test_an_error_in_a_current_contact_names_the_resource() -> None:
    with pytest.raises(EventError, match=r"^data\.resource\.id: missing$"):
        read("contact.deleted", {"firstName": "Ann"}, key="resource")
