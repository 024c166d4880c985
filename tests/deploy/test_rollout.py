from collections.abc import Mapping

import pytest

from deploy.errors import DeployError
from deploy.gcloud import CloudRun
from deploy.rollout import PROCESSOR, RECEIVER, roll_out

IMAGES = {PROCESSOR: "processor@sha256:2", RECEIVER: "receiver@sha256:2"}
CANDIDATE = "https://candidate---receiver"


class FakeServices(CloudRun):
    """Cloud Run, with a record of what happened in which order."""

    def __init__(self, fail: str = "") -> None:
        super().__init__("demo", "europe-west1")
        self.fail = fail
        self.log: list[str] = []
        self.traffic = {service: {f"{service}-1": 100} for service in IMAGES}

    def serving(self, service: str) -> dict[str, int]:
        return dict(self.traffic[service])

    def deploy(self, service: str, image: str) -> str:
        assert image == IMAGES[service]
        self._note(f"deploy {service}")
        return CANDIDATE if service == RECEIVER else "https://candidate---processor"

    def switch(self, service: str) -> None:
        self._note(f"switch {service}")
        self.traffic[service] = {f"{service}-2": 100}

    def restore(self, service: str, serving: Mapping[str, int]) -> None:
        self._note(f"restore {service}")
        self.traffic[service] = dict(serving)

    def smoke(self, address: str) -> None:
        assert address == CANDIDATE
        assert self.traffic[PROCESSOR] == {f"{PROCESSOR}-2": 100}
        assert self.traffic[RECEIVER] == {f"{RECEIVER}-1": 100}
        self._note("smoke")

    def _note(self, what: str) -> None:
        self.log.append(what)
        if what == self.fail:
            raise DeployError(what)


def test_the_receiver_gets_traffic_last_and_only_after_an_event_got_through() -> None:
    services = FakeServices()
    roll_out(services, IMAGES, services.smoke)
    assert services.log == [
        f"deploy {PROCESSOR}",
        f"deploy {RECEIVER}",
        f"switch {PROCESSOR}",
        "smoke",
        f"switch {RECEIVER}",
    ]


@pytest.mark.parametrize(
    "step",
    [
        f"deploy {PROCESSOR}",
        f"deploy {RECEIVER}",
        f"switch {PROCESSOR}",
        "smoke",
        f"switch {RECEIVER}",
    ],
)
def test_whatever_fails_the_traffic_is_where_it_was(step: str) -> None:
    services = FakeServices(fail=step)
    before = {service: services.serving(service) for service in IMAGES}
    with pytest.raises(DeployError, match=step):
        roll_out(services, IMAGES, services.smoke)
    assert services.traffic == before


def test_a_service_that_cannot_be_restored_does_not_keep_the_other_from_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    services = FakeServices(fail=f"restore {PROCESSOR}")

    def smoke(_address: str) -> None:
        services.traffic[RECEIVER] = {"changed": 100}
        raise DeployError("no")

    with pytest.raises(DeployError, match="no"):
        roll_out(services, IMAGES, smoke)
    assert services.traffic[RECEIVER] == {f"{RECEIVER}-1": 100}
    assert f"{PROCESSOR}: NOT restored" in capsys.readouterr().err


def test_also_an_interrupted_rollout_goes_back() -> None:
    services = FakeServices()

    def smoke(_address: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        roll_out(services, IMAGES, smoke)
    assert services.traffic[PROCESSOR] == {f"{PROCESSOR}-1": 100}
