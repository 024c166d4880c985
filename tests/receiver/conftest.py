"""One receiver of these tests' own on the running stack, with a topic that they can read."""

import uuid
from collections.abc import Iterator

import pytest

from tests.receiver.processes import HEX_KEY, Service, Topic, running
from tests.receiver.secret import Secret
from tests.stack import Stack

STANDARD_KEY = "whsec_c3RhbmRhcmQga2V5IG9mIGEgdGVzdA=="
OPENPHONE_KEY = "b3BlbnBob25lIGtleSBvZiBhIHRlc3Q="


@pytest.fixture(scope="session")
def topic(stack: Stack) -> Topic:
    return Topic(stack.pubsub, stack.project, "receiver-tests")


@pytest.fixture(scope="session")
def service(
    stack: Stack, topic: Topic, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with running(
        tmp_path_factory.mktemp("receiver"),
        PUBSUB_EMULATOR_HOST=stack.pubsub,
        PUBSUB_TOPIC=topic.name,
        OPENPHONE_WEBHOOK_SIGNING_KEY=f"{HEX_KEY},{STANDARD_KEY},{OPENPHONE_KEY}",
        LOG_LEVEL="DEBUG",
    ) as started:
        yield started
        assert "Traceback" not in started.logs()
        assert "unexpected failure" not in started.logs()


@pytest.fixture
def secret(stack: Stack) -> Iterator[Secret]:
    secret = Secret(stack.secrets, stack.project, f"receiver-{uuid.uuid4().hex}")
    yield secret
    secret.close()
