"""The security rules, as they stand and as Terraform makes them."""

import re

import pytest
import requests

from tests.stack import Stack
from tests.terraform.files import FOLDER, keys

RULES = (FOLDER / "firestore.rules").read_text()


def _substituted(domain: str, staff: str, operators: str) -> str:
    text = RULES
    for name, value in (("domain", domain), ("staff", staff), ("operators", operators)):
        text = text.replace(keys("rules_examples")[name].strip('"'), value)
    return text


@pytest.mark.parametrize("name", ["domain", "staff", "operators"])
def test_each_example_stands_in_the_rules_once(name: str) -> None:
    assert RULES.count(keys("rules_examples")[name].strip('"')) == 1


def test_nothing_but_reading_is_ever_allowed() -> None:
    allowed = re.findall(r"allow ([^:;]+): if (\S+);", RULES)
    assert {verb for verb, who in allowed if who != "false"} == {"read"}
    assert ("read, write", "false") in allowed


@pytest.mark.parametrize(
    ("domain", "staff", "operators"),
    [
        ("'staff.example.com'", "['a@b.example']", "['c@d.example', 'e@f.example']"),
        ("''", "[]", "[]"),
    ],
)
def test_firestore_takes_the_rules_without_a_warning(
    stack: Stack, domain: str, staff: str, operators: str
) -> None:
    # In a project of its own: the stack's keeps the rules that it has.
    url = f"http://{stack.firestore}/emulator/v1/projects/rules-only:securityRules"
    rules = {"files": [{"name": "r", "content": _substituted(domain, staff, operators)}]}
    answer = requests.put(url, json={"rules": rules}, timeout=30)
    assert answer.status_code == requests.codes.ok
    assert not answer.json().get("issues"), answer.text
