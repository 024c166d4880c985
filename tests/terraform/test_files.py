"""The Terraform files agree with the code, the documentation and the local stack."""

import re

import pytest

from documents.paths import ACTIVITIES, CONTACTS, CONVERSATIONS, ENTRIES, EVENTS
from emulator.processes import services, topics
from processor.config import Config as ProcessorConfig
from processor.store.store import BUDGET_SECONDS
from receiver.config import MOST_BODY_BYTES
from receiver.config import Config as ReceiverConfig
from tests.settings import read_by
from tests.terraform import indexes
from tests.terraform.files import FOLDER, ROOT, TEXT, block, defaults, keys, names

# For runs on one machine, and for a processor that IAM does not guard.
NOT_SET = {
    "receiver": {"OPENPHONE_WEBHOOK_SIGNING_KEY", "SECRET_MANAGER_EMULATOR_HOST"},
    "processor": {"FIRESTORE_EMULATOR_HOST", "PUSH_AUDIENCE", "PUSH_SERVICE_ACCOUNT"},
}


@pytest.mark.parametrize(
    ("service", "config"), [("receiver", ReceiverConfig), ("processor", ProcessorConfig)]
)
def test_every_setting_of_a_service_is_set_and_no_unknown_one(
    service: str, config: type[ReceiverConfig | ProcessorConfig]
) -> None:
    assert set(keys(f"{service}_env")) == read_by(config.from_env) - NOT_SET[service]


def test_the_services_start_with_what_terraform_sets_by_default() -> None:
    values = {name.upper(): value for name, value in defaults().items()}
    shared = {"GOOGLE_CLOUD_PROJECT": "example-openphone", "LOG_LEVEL": values["LOG_LEVEL"]}
    receiver = shared | {
        "MAX_BODY_BYTES": values["MAX_BODY_BYTES"],
        "OPENPHONE_TOLERANCE_SECONDS": values["OPENPHONE_TOLERANCE_SECONDS"],
        "PUBSUB_TOPIC": topics.TOPIC,
        "SIGNATURE_SCHEMES": keys("receiver_env")["SIGNATURE_SCHEMES"].strip('"'),
        "SIGNING_KEYS_SECRET": services.SECRET,
        "STANDARD_TOLERANCE_SECONDS": values["STANDARD_TOLERANCE_SECONDS"],
    }
    assert receiver.keys() == keys("receiver_env").keys()
    read = ReceiverConfig.from_env(receiver)
    assert read.policy.schemes == ("standard", "openphone")
    alone = ReceiverConfig.from_env(shared | {"SIGNATURE_SCHEMES": "standard,openphone"})
    assert read == alone  # the defaults are the same in both places
    stores = {"EVENT_TTL_DAYS": values["EVENT_TTL_DAYS"], "FIRESTORE_DATABASE": values["DATABASE"]}
    assert ProcessorConfig.from_env(shared | stores) == ProcessorConfig.from_env(shared)


def test_the_largest_body_is_the_same_in_the_refusal_and_in_the_receiver() -> None:
    assert f"<= {MOST_BODY_BYTES}" in block('variable "max_body_bytes"')


def test_topics_subscriptions_and_secret_are_called_as_in_the_local_stack() -> None:
    for header, name in (
        ('resource "google_pubsub_topic" "events"', topics.TOPIC),
        ('resource "google_pubsub_topic" "dead"', topics.DEAD_TOPIC),
        ('resource "google_pubsub_subscription" "processor"', topics.PUSH_SUBSCRIPTION),
        ('resource "google_pubsub_subscription" "dead"', topics.DEAD_SUBSCRIPTION),
        ('resource "google_secret_manager_secret" "signing_keys"', services.SECRET),
    ):
        assert re.search(rf'^  (?:name|secret_id)\s+= "{name}"$', block(header), re.MULTILINE)


def test_pubsub_waits_longer_than_the_processor_tries() -> None:
    push = block('resource "google_pubsub_subscription" "processor"')
    found = re.search(r"ack_deadline_seconds\s+= (\d+)", push)
    assert found
    assert int(found[1]) >= 2 * BUDGET_SECONDS


def test_variables_are_alphabetical_typed_described_and_validated() -> None:
    declared = [name.strip('"') for name in names("variable")]
    assert declared == sorted(declared)
    for name in declared:
        body = block(f'variable "{name}"')
        assert re.search(r'^  description = ".+\."$', body, re.MULTILINE), name
        assert re.search(r"^  type        = \S+", body, re.MULTILINE), name
        assert "validation {" in body or "= bool" in body, name
        for message in re.findall(r'error_message = "(.*)"', body):
            assert message.startswith(name), message
            assert message.endswith("."), message


def test_every_variable_with_a_rule_has_a_refused_value_in_the_tests() -> None:
    refusals = (FOLDER / "tests" / "variables.tftest.hcl").read_text()
    for quoted in names("variable"):
        name = quoted.strip('"')
        if "validation {" in block(f"variable {quoted}"):
            assert f"    var.{name},\n" in refusals, name


def test_the_example_gives_every_required_variable_and_no_unknown_one() -> None:
    given = re.findall(r"^(\w+)\s+=", (FOLDER / "example.tfvars").read_text(), re.MULTILINE)
    declared = {name.strip('"') for name in names("variable")}
    assert set(given) <= declared
    assert declared - defaults().keys() <= set(given)


def test_every_variable_is_used() -> None:
    used = set(re.findall(r"\bvar\.(\w+)", re.sub(r"(?ms)^variable .*?^\}", "", TEXT)))
    assert used == {name.strip('"') for name in names("variable")}


def test_outputs_are_alphabetical_and_described() -> None:
    assert names("output") == sorted(names("output"))
    for name in names("output"):
        assert "  description = " in block(f"output {name}")


def test_only_the_receiver_is_public_and_nobody_has_a_broad_role() -> None:
    public = [line for line in TEXT.splitlines() if "allUsers" in line]
    assert public == ['  member   = "allUsers"']
    assert "allUsers" in block(
        'resource "google_cloud_run_v2_service_iam_member" "anybody_calls_receiver"'
    )
    assert "allAuthenticatedUsers" not in TEXT
    assert "iam_binding" not in TEXT
    assert "iam_policy" not in TEXT
    on_the_project = re.findall(
        r'^resource "google_project_iam_member" .*?role +=\s"([^"]+)"',
        TEXT,
        re.MULTILINE | re.DOTALL,
    )
    assert sorted(on_the_project) == [
        "roles/datastore.user",
        "roles/datastore.viewer",
        "roles/logging.logWriter",
    ]
    for role in re.findall(r'"(roles/[^"]+)"', TEXT):
        assert role not in {"roles/owner", "roles/editor", "roles/run.admin"}
        assert not role.endswith(".admin"), role


def test_no_signing_key_can_get_into_the_state() -> None:
    assert "google_secret_manager_secret_version" not in TEXT
    assert "random_" not in TEXT


def test_only_the_google_provider_is_needed_and_no_state_or_lock_is_kept_here() -> None:
    assert set(re.findall(r'source  = "([^"]+)"', TEXT)) == {"hashicorp/google"}
    assert 'version = "~> 8.7"' in TEXT
    assert 'required_version = ">= 1.11"' in TEXT


@pytest.mark.parametrize("name", sorted(keys("playbooks")))
def test_each_alert_links_to_a_playbook_that_is_there(name: str) -> None:
    page = ROOT / "docs" / "playbooks" / f"{name}.md"
    assert page.is_file()
    alert = block(f'resource "google_monitoring_alert_policy" "{name.replace("-", "_")}"')
    assert alert.count(f"${{var.playbooks_url}}/{name}.md") == 2  # the text and the link
    assert f"${{local.playbooks.{name}}}" in alert
    assert "notification_channels = local.channels" in alert


def test_each_alert_has_a_playbook_and_each_playbook_an_alert() -> None:
    alerts = re.findall(r'"google_monitoring_alert_policy" "(\w+)"', TEXT)
    pages = [page.stem for page in (ROOT / "docs" / "playbooks").glob("*.md")]
    assert sorted(name.replace("_", "-") for name in alerts) == sorted(pages)
    assert sorted(pages) == sorted(keys("playbooks"))


def test_metrics_look_for_what_the_services_log() -> None:
    code = "".join(
        path.read_text()
        for folder in ("receiver", "processor")
        for path in sorted((ROOT / folder).rglob("*.py"))
    )
    metrics = (FOLDER / "metrics.tf").read_text()
    for message in re.findall(r'jsonPayload\.message=\\"(\w+)\\"', metrics):
        assert f'"{message}"' in code, message
    for field in re.findall(r"EXTRACT\(jsonPayload\.(\w+)\)", metrics):
        assert f'"{field}"' in code, field
    for logger in re.findall(r'jsonPayload\.logger=\\"(\w+)\\"', metrics):
        assert f'logging.getLogger("{logger}")' in code


def test_the_dashboard_shows_every_metric() -> None:
    shown = set(re.findall(r'local\.user_metric, "(\w+)"', TEXT))
    assert shown == {"accepted", "refused", "processed", "duplicate", "failed", "delay"}
    assert shown == set(re.findall(r"^    (\w+) = \{\n      description", TEXT, re.MULTILINE)) | {
        "delay"
    }


def test_large_fields_and_the_bookkeeping_are_exempt() -> None:
    for collection in (ACTIVITIES, CONTACTS, CONVERSATIONS, ENTRIES, EVENTS):
        assert (collection, "_merge") in indexes.exempt()
    for field in ("body", "ai_transcript", "ai_summary", "recordings", "voicemail", "media"):
        assert (ACTIVITIES, field) in indexes.exempt()
    for pair in (
        (EVENTS, "payload"),
        ("transcript_parts", "dialogue"),
        ("payload_parts", "data"),
    ):
        assert pair in indexes.exempt()
