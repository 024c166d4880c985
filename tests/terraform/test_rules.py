"""The security rules, as they stand and as Terraform makes them."""

import json
import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.rules.browser import Browser
from tests.stack import Stack
from tests.terraform.files import FOLDER, block, keys

RULES = (FOLDER / "firestore.rules").read_text()
VARIABLES = ("staff_domain", "staff_emails", "operator_emails")
DENIED = 403
READS = 404  # of a document that is not there

# Takes the domain, the staff's and the operators' addresses.
Made: TypeAlias = Callable[[str, Sequence[str], Sequence[str]], str]


class RefusedError(Exception):
    """Terraform refuses the variables; the text is its own."""


@pytest.fixture
def browser(stack: Stack) -> Iterator[Browser]:
    """Return a project of its own: the stack's keeps the rules that it has."""
    made = Browser(stack, f"demo-rules-{uuid.uuid4().hex[:12]}")
    yield made
    made.close()


@pytest.fixture
def made_by_terraform(tmp_path: Path) -> Made:
    """Return what makes the rules as Terraform does, and raises RefusedError where it makes none.

    Only the parts of the files that make them are run, so that no provider is needed.
    """
    if not shutil.which("terraform"):
        missing = "Terraform is missing: https://developer.hashicorp.com/terraform/install"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    locals_ = block("locals", (FOLDER / "rules.tf").read_text())
    headers = [f'variable "{name}"' for name in VARIABLES]
    blocks = [f"{header} {{\n{block(header)}}}" for header in headers]
    output = 'output "rules" {\n  value = local.rules\n}\n'
    (tmp_path / "main.tf").write_text("\n".join([*blocks, f"locals {{\n{locals_}}}", output]))
    (tmp_path / "firestore.rules").write_text(RULES)

    def make(*values: object) -> str:
        given = json.dumps(dict(zip(VARIABLES, values, strict=True)))
        (tmp_path / "terraform.tfvars.json").write_text(given)
        _terraform(tmp_path, "apply", "-auto-approve", "-no-color", "-input=false")
        return _terraform(tmp_path, "output", "-raw", "rules")

    return make


def _terraform(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["terraform", *arguments],  # noqa: S607 - whichever Terraform the reader has
        cwd=folder,
        env=os.environ | {"CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RefusedError(f"{done.stdout}{done.stderr}")
    return done.stdout


def _status(browser: Browser, collection: str, email: str) -> int:
    claims = {"email": email, "email_verified": True}
    return browser.send("GET", f"/{collection}/missing", claims)


def _substituted(domain: str, staff: str, operators: str) -> str:
    text = RULES
    for name, value in (("domain", domain), ("staff", staff), ("operators", operators)):
        text = text.replace(keys("rules_examples")[name].strip('"'), value)
    return text


@pytest.mark.parametrize("name", ["domain", "staff", "operators"])
def test_each_example_stands_in_the_rules_once(name: str) -> None:
    assert RULES.count(keys("rules_examples")[name].strip('"')) == 1


def test_nothing_but_reading_is_ever_allowed_and_to_nobody_but_staff_and_operators() -> None:
    allowed = re.findall(r"\ballow ([^:;]+): if ([^;]+);", RULES)
    assert len(allowed) == RULES.count("allow ")
    assert {verb for verb, _ in allowed} == {"read"}
    assert {who for _, who in allowed} == {"isStaff()", "isOperator()"}


@pytest.mark.parametrize(
    ("domain", "staff", "operators"),
    [
        ("'staff.example.com'", "['a@b.example']", "['c@d.example', 'e@f.example']"),
        ("''", "[]", "[]"),
    ],
)
def test_firestore_takes_the_rules_without_a_warning(
    browser: Browser, domain: str, staff: str, operators: str
) -> None:
    assert browser.use(_substituted(domain, staff, operators)) == []


def test_the_file_that_terraform_makes_knows_the_addresses_of_its_variables(
    browser: Browser, made_by_terraform: Made
) -> None:
    rules = made_by_terraform(
        "shop.test", ["Desk@Mail.test", "b_c+d%e-f@mail.test"], ["Boss@X.test"]
    )
    assert browser.use(rules) == []
    for staff in ("desk@mail.test", "DESK@mail.test", "b_c+d%e-f@mail.test", "any@shop.test"):
        assert _status(browser, "contacts", staff) == READS
        assert _status(browser, "webhook_events", staff) == DENIED
    assert _status(browser, "webhook_events", "boss@x.test") == READS
    assert _status(browser, "contacts", "boss@x.test") == DENIED
    for example in ("front.desk@shop.example", "x@staff.example.com", "operator@shop.example"):
        assert _status(browser, "contacts", example) == DENIED
        assert _status(browser, "webhook_events", example) == DENIED


def test_an_empty_domain_and_empty_lists_let_in_nobody_but_by_claim(
    browser: Browser, made_by_terraform: Made
) -> None:
    assert browser.use(made_by_terraform("", [], [])) == []
    for nobody in ("", "@", "x@", "x", "front.desk@shop.example", "x@staff.example.com"):
        assert _status(browser, "contacts", nobody) == DENIED
        assert _status(browser, "webhook_events", nobody) == DENIED
    assert browser.send("GET", "/contacts/missing", {}) == DENIED
    assert browser.send("GET", "/contacts/missing", {"staff": True}) == READS
    assert browser.send("GET", "/webhook_events/missing", {"operator": True}) == READS


@pytest.mark.parametrize(
    ("domain", "email"),
    [
        ("shop.test'", "desk'@shop.test"),
        ("shop\\.test", "desk\\@shop.test"),
        ("x' || true || '", "x'] || true || ['"),
        ("shop.test\n", "desk@shop.test\n"),
        ('shop".test', 'desk"@shop.test'),
        ("${project}.test", "${project}@shop.test"),
        ("shop.test, mail.test", "a@shop.test, b@shop.test"),
        (" shop.test", " desk@shop.test"),
        ("shop", "desk@shop"),
        ("@shop.test", "desk@@shop.test"),
        ("Shop.test", ""),
    ],
)
def test_what_could_end_a_text_of_the_rules_never_gets_into_it(
    made_by_terraform: Made, domain: str, email: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        made_by_terraform(domain, ["a@shop.test", email], ["a@shop.test", email])
    for name in ("staff_domain", "staff_emails", "operator_emails"):
        assert f"\n{name} must be" in re.sub("[│╵╷] ?", "", str(caught.value))
