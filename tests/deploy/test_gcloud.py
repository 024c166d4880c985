"""What is asked of gcloud, on a gcloud that writes down how it was called."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deploy.__main__ import main
from deploy.errors import DeployError
from deploy.gcloud import CloudRun

Calls = Callable[[], list[list[str]]]


@pytest.fixture
def gcloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Calls]:
    """Put a gcloud in the way that answers with these traffic entries."""

    def install(*traffic: dict[str, Any], status: int = 0) -> Calls:
        calls, answer = tmp_path / "calls", tmp_path / "answer"
        answer.write_text(json.dumps({"status": {"traffic": traffic}}))
        program = tmp_path / "gcloud"
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" END >> {calls}\ncat {answer}\nexit {status}\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return lambda: [
            call.strip().splitlines() for call in calls.read_text().split("END\n") if call.strip()
        ]

    return install


def test_a_revision_starts_without_traffic_and_with_the_commands_of_its_image(
    gcloud: Callable[..., Calls],
) -> None:
    calls = gcloud(
        {"revisionName": "old", "percent": 100},
        {"revisionName": "new", "tag": "candidate", "url": "https://candidate---r"},
    )
    run = CloudRun("p", "europe-west1")
    assert run.deploy("openphone-receiver", "r@sha256:1") == "https://candidate---r"
    assert calls()[0] == [
        "run",
        "services",
        "update",
        "openphone-receiver",
        "--image=r@sha256:1",
        "--command=",
        "--args=",
        "--no-traffic",
        "--tag=candidate",
        "--project=p",
        "--region=europe-west1",
        "--quiet",
    ]


def test_serving_is_what_has_traffic(gcloud: Callable[..., Calls]) -> None:
    gcloud(
        {"revisionName": "a", "percent": 60},
        {"revisionName": "b", "percent": 40, "latestRevision": True},
        {"revisionName": "c", "tag": "candidate"},
    )
    assert CloudRun("p", "r").serving("s") == {"a": 60, "b": 40}


def test_traffic_follows_the_newest_revision_so_that_terraform_can_change_settings(
    gcloud: Callable[..., Calls],
) -> None:
    calls = gcloud()
    CloudRun("p", "r").switch("s")
    assert "--to-latest" in calls()[0]


def test_traffic_goes_back_by_share(gcloud: Callable[..., Calls]) -> None:
    calls = gcloud()
    CloudRun("p", "r").restore("s", {"a": 60, "b": 40})
    assert "--to-revisions=a=60,b=40" in calls()[0]


def test_a_failing_gcloud_stops_the_rollout(gcloud: Callable[..., Calls]) -> None:
    gcloud(status=1)
    with pytest.raises(DeployError, match="gcloud run services describe s failed"):
        CloudRun("p", "r").serving("s")


def test_a_revision_without_an_address_stops_the_rollout(gcloud: Callable[..., Calls]) -> None:
    gcloud({"revisionName": "old", "percent": 100})
    with pytest.raises(DeployError, match="no address"):
        CloudRun("p", "r").deploy("s", "i@sha256:1")


def test_the_command_says_that_it_failed(gcloud: Callable[..., Calls]) -> None:
    gcloud(status=1)
    images = ["--receiver-image=r@sha256:1", "--processor-image=p@sha256:1"]
    done = CliRunner().invoke(main, ["--project=p", "--region=r", *images])
    assert done.exit_code == 1
    assert "The new version was not rolled out: gcloud" in done.stderr


def test_an_image_without_a_digest_is_refused() -> None:
    images = ["--receiver-image=r:latest", "--processor-image=p"]
    done = CliRunner().invoke(main, ["--project=p", "--region=r", *images])
    assert done.exit_code == 2
    assert "must be named by its digest" in done.stderr
