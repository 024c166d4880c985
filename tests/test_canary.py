"""No body, key, signature or phone number reaches a log: unique ones are sent and looked for."""

import base64
import json
import random
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import requests

from emulator.ports import address
from emulator.processes.services import SECRET
from emulator.secret_manager.server import SecretManager
from openphone.signatures import sign
from tests.builders import OURS, event
from tests.processor.pushes import envelope, post, push
from tests.service import Service, all_ready, free_port
from tests.stack import WEBHOOK, Stack, until

WORD = f"canary{uuid.uuid4().hex}"
NUMBERS = [f"+1999{random.randrange(10**10):010}" for _ in range(3)]  # noqa: S311 - no secret
_KEYS = [f"key{uuid.uuid4().hex}", f"key{uuid.uuid4().hex}", f"key{uuid.uuid4().hex}"]
KEYS = {
    "standard": "whsec_" + base64.b64encode(_KEYS[0].encode()).decode(),
    "openphone": base64.b64encode(_KEYS[1].encode()).decode(),
    "hex": _KEYS[2],
}
# These lines are Google's.
GOOGLES = ("Firestore emulator | ", "Pub/Sub emulator | ")


def hidden(secret: str) -> set[str]:
    """Return the forms in which a text could appear in a log, in lower case."""
    data = secret.encode()
    forms = {secret, quote(secret), data.hex()}
    for shift in range(3):  # base64 of any text around it; the characters at the ends may differ
        encoded = base64.b64encode(b"\0" * shift + data).decode()
        forms.add(encoded[4 if shift else 0 : -4])
    return {form.lower() for form in forms}


def leaks(log: str, secrets: list[str]) -> list[str]:
    """Return the lines that hold one of the secrets in any form."""
    needles = set().union(*(hidden(secret) for secret in secrets))
    return [line for line in log.splitlines() if any(form in line.lower() for form in needles)]


@dataclass
class Services:
    """The services that get the canaries, and what they must not log."""

    good: Service
    without_pubsub: Service
    without_secrets: Service
    without_firestore: Service
    stack: Stack
    secrets: list[str]

    def own(self) -> list[Service]:
        """Return the services that were started for these tests."""
        return [self.good, self.without_pubsub, self.without_secrets, self.without_firestore]

    def logs(self) -> str:
        """Return everything that any service has logged."""
        lines = self.stack.logs().splitlines()
        ours = [line for line in lines if not line.startswith(GOOGLES)]
        return "\n".join([*ours, *(service.logs() for service in self.own())])

    def wait_for(self, text: str, count: int, log: Callable[[], str] | None = None) -> None:
        """Wait until the log holds a text `count` times: lines take a moment to arrive."""
        read = log or self.logs
        problem = f"{text!r} is not in the log {count} times"
        until(lambda: read().count(text) >= count, 30, problem)

    def deliver(
        self, to: Service, body: bytes, scheme: str, path: str = WEBHOOK, **headers: str
    ) -> requests.Response:
        """Post a signed body to a receiver."""
        webhook_id = f"msg_{uuid.uuid4().hex}"
        signature = sign(scheme, KEYS[scheme], body, webhook_id=webhook_id, at=time.time())
        self.secrets += signatures(signature)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(to.url + path, data=body, headers={**signature, **given}, timeout=60)


def signatures(headers: Mapping[str, str]) -> list[str]:
    """Return the digests in the headers of a delivery."""
    return [
        digest
        for name, value in headers.items()
        if name.endswith(("signature", "signature-v1"))
        for digest in re.findall(r"[A-Za-z0-9+/]{40,}=*", value)
    ]


@pytest.fixture(scope="module")
def services(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("canary")
    closed = address(free_port())
    common = {"GOOGLE_CLOUD_PROJECT": stack.project, "LOG_LEVEL": "DEBUG"}
    working = {"PUBSUB_EMULATOR_HOST": stack.pubsub}
    all_keys = {"OPENPHONE_WEBHOOK_SIGNING_KEY": ",".join(KEYS.values())}
    port = free_port()
    manager = SecretManager(port)
    manager.put(stack.project, SECRET, "\n".join(KEYS.values()))
    secret_manager = {"SECRET_MANAGER_EMULATOR_HOST": address(port)}
    no_secret_manager = {"SECRET_MANAGER_EMULATOR_HOST": closed}
    started = Services(
        Service(folder, "receiver", common | working | secret_manager),
        Service(folder, "receiver", common | {"PUBSUB_EMULATOR_HOST": closed} | all_keys),
        Service(folder, "receiver", common | working | no_secret_manager),
        Service(folder, "processor", common | {"FIRESTORE_EMULATOR_HOST": closed}),
        stack,
        # Without the plus: a number is known by its digits.
        [WORD, *(number[1:] for number in NUMBERS), *_KEYS, *KEYS.values()],
    )
    with all_ready(*started.own()):
        yield started
    manager.stop()


def events() -> dict[str, bytes]:
    """Return events full of canaries, valid and invalid ones, by their ids."""
    message = {"id": "AC", "from": NUMBERS[0], "to": OURS, "direction": "incoming", "body": WORD}
    media = [{"url": f"https://example.com/{WORD}?sig={WORD}"}]
    call = {"participants": [NUMBERS[1], OURS], "duration": 7}
    dialogue = [{"content": WORD, "identifier": NUMBERS[1], "start": 1}]
    contact = {"id": f"CT{uuid.uuid4().hex}", "firstName": WORD, "phoneNumbers": [NUMBERS[2]]}
    objects: list[tuple[str, object]] = [
        ("message.received", {**message, "media": media}),
        ("message.received", {**message, "to": [OURS, *NUMBERS]}),
        ("call.completed", call),
        ("call.transcript.completed", {"callId": "AC", "dialogue": dialogue}),
        ("call.summary.completed", {"callId": "AC", "summary": [WORD], "jobs": [[WORD]]}),
        ("contact.updated", contact),
        ("contact.updated", {**contact, "fields": {NUMBERS[2]: WORD}}),
        # With values of wrong types, which the text of an error could quote
        ("message.received", {**message, "body": {WORD: WORD}}),
        ("message.received", {**message, "from": [NUMBERS[0]]}),
        ("message.received", {**message, "to": {NUMBERS[0]: 1}}),
        ("message.received", {**message, "media": [WORD, {"url": {WORD: WORD}}]}),
        ("message.received", {**message, "createdAt": WORD}),
        ("message.received", {**message, "id": {WORD: NUMBERS[0]}}),
        ("call.completed", {**call, "duration": WORD}),
        ("call.completed", {**call, "recordings": [{"startTime": NUMBERS[1]}]}),
        ("call.transcript.completed", {"callId": "AC", "dialogue": [{WORD: 1}, WORD]}),
        ("contact.updated", {"id": WORD, "fields": {NUMBERS[2]: 7, f"phone {WORD}": {WORD: 7}}}),
        (
            "contact.updated",
            {"id": WORD, "fields": [{"type": f"phone {WORD}", "value": {WORD: 7}}]},
        ),
        ("contact.updated", {**contact, "emails": [[WORD]]}),
        ("message.received", [WORD, *NUMBERS]),
        ("task.assigned", {WORD: NUMBERS}),
    ]
    found = {}
    for event_type, resource in objects:
        event_id = f"EV{uuid.uuid4().hex}"
        if isinstance(resource, dict) and resource.get("id", "AC") == "AC":
            resource = {**resource, "id": f"AC{uuid.uuid4().hex}"}  # noqa: PLW2901 - one each
        found[event_id] = event(event_type, resource, event_id, "", **{WORD: NUMBERS})
    return found


def test_nothing_of_an_accepted_event_is_logged(services: Services) -> None:
    failed = 0
    sent = events()
    for (event_id, body), scheme in zip(sent.items(), [*KEYS] * len(sent), strict=False):
        answer = services.deliver(services.good, body, scheme, traceparent=WORD, user_agent=WORD)
        assert (answer.status_code, answer.json()["event_id"]) == (200, event_id)
    for event_id in sent:
        found = services.stack.wait_for_event(event_id)
        failed += not found["processed"]
        assert leaks(found.get("error_message", ""), services.secrets) == []
    assert failed == 12
    for event_id in sent:
        services.wait_for(event_id, 2)  # both services log each event
    assert leaks(services.logs(), services.secrets) == []


def test_nothing_of_a_refused_delivery_is_logged(services: Services) -> None:
    body = json.dumps({"type": "task.assigned", WORD: NUMBERS}).encode()
    other = base64.b64encode(b"\1" + WORD.encode()[:31]).decode()
    now = int(time.time())
    wrong: list[dict[str, str]] = [
        {"openphone-signature": f"hmac;1;{now}000;{other}"},
        {"openphone-signature": f"hmac;1;0000000000000;{other}"},
        {"openphone-signature": WORD},
        {"webhook-id": WORD, "webhook-timestamp": str(now), "webhook-signature": f"v1,{other}"},
        {"webhook-id": WORD, "webhook-timestamp": WORD, "webhook-signature": WORD},
        {"x-openphone-signature-v1": WORD.encode().hex()[:64]},
        {"x-openphone-signature-v1": WORD},
        {"authorization": f"Bearer {WORD}", "x-from": NUMBERS[0], "traceparent": WORD},
    ]
    services.secrets.append(other)
    before = services.logs().count("refused")
    for headers in wrong:
        answer = requests.post(services.good.url + WEBHOOK, data=body, headers=headers, timeout=60)
        assert answer.status_code == 403
        assert leaks(answer.text, services.secrets) == []
    for bad, status in [
        (f'["{WORD}", "{NUMBERS[0]}"]'.encode(), 400),
        (f'{{"{WORD}": NaN}}'.encode(), 400),
        (b"\xff" + WORD.encode(), 400),
        (WORD.encode(), 400),
        (b'{"a": "' + WORD.encode() * 150_000 + b'"}', 413),
    ]:
        answer = services.deliver(services.good, bad, "openphone")
        assert answer.status_code == status
        assert leaks(answer.text, services.secrets) == []
    for path in (f"/{WORD}", f"{WEBHOOK}/{NUMBERS[0]}", f"/x?from={quote(NUMBERS[0])}"):
        assert services.deliver(services.good, body, "hex", path).status_code == 404
    query = f"{WEBHOOK}?from={NUMBERS[1]}&{WORD}"
    assert services.deliver(services.good, body, "hex", query).status_code == 200
    services.wait_for("refused", before + len(wrong) + 8)
    assert leaks(services.logs(), services.secrets) == []


def test_nothing_of_an_event_is_logged_when_what_a_receiver_needs_is_down(
    services: Services,
) -> None:
    body = next(iter(events().values()))
    jobs = [
        (service, scheme)
        for service in (services.without_pubsub, services.without_secrets)
        for scheme in KEYS
    ]
    with ThreadPoolExecutor(len(jobs)) as pool:
        answers = [pool.submit(services.deliver, one, body, scheme) for one, scheme in jobs]
    assert [answer.result().status_code for answer in answers] == [503] * 6
    services.wait_for("the event could not be queued", 3, services.without_pubsub.logs)
    services.wait_for("no signing key is available", 3, services.without_secrets.logs)
    assert leaks(services.logs(), services.secrets) == []


def test_nothing_of_a_push_is_logged_when_it_cannot_be_stored(services: Services) -> None:
    processor = services.without_firestore
    sent = events()
    for event_id, body in sent.items():
        assert push(processor.url, body, event_id).status_code == 503
    refused = [
        WORD.encode(),
        json.dumps({"message": WORD}).encode(),
        json.dumps({"message": {"data": f"{WORD}*"}}).encode(),
        json.dumps({"message": {"data": "", "attributes": {WORD: NUMBERS}}}).encode(),
        json.dumps({**envelope(b""), "message": [WORD]}).encode(),
    ]
    for content in refused:
        for url in (processor.url, services.stack.processor):
            assert post(url, content, authorization=f"Bearer {WORD}").status_code == 400
    for url in (processor.url, services.stack.processor):
        path = f"{url}/{WORD}?from={NUMBERS[0]}"
        assert requests.post(path, data=b"", timeout=60).status_code == 404
        assert requests.put(f"{url}/?{WORD}", data=WORD, timeout=60).status_code == 405
    services.wait_for("not stored", len(sent), processor.logs)
    services.wait_for("refused", len(refused), processor.logs)
    assert leaks(services.logs(), services.secrets) == []


@pytest.mark.parametrize("form", ["{}", "x{}y", "+{}", "\\n{}"])
def test_a_secret_would_be_found_in_any_form(form: str) -> None:
    secrets = [WORD, NUMBERS[0][1:], KEYS["openphone"], *signatures(sign("hex", "k", b"", at=0))]
    assert len(secrets) == 4
    for secret in secrets:
        text = form.format(secret)
        for line in (
            text,
            text.upper(),
            json.dumps({"message": f"refused {text}"}),
            quote(text),
            text.encode().hex(),
            *(base64.b64encode(b"a" * n + text.encode() + b"z").decode() for n in range(3)),
        ):
            assert leaks(f"receiver | {line}\nprocessor | fine", [secret]) == [f"receiver | {line}"]
