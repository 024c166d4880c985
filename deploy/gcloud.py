"""Cloud Run, as a rollout drives it with gcloud."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

from deploy.errors import DeployError

# A deployment ends when the new revision is healthy; Cloud Run itself gives up earlier.
COMMAND_SECONDS = 900
CANDIDATE = "candidate"


class CloudRun:
    """The services of one project in one region."""

    def __init__(self, project: str, region: str) -> None:
        """Take the names."""
        self._where = (f"--project={project}", f"--region={region}", "--quiet")

    def serving(self, service: str) -> dict[str, int]:
        """Return the revisions that have traffic now, each with its percentage."""
        traffic = self._traffic(service)
        return {one["revisionName"]: one["percent"] for one in traffic if one.get("percent")}

    def deploy(self, service: str, image: str) -> str:
        """Start a revision without traffic, and return the address of its tag.

        It has the settings that Terraform made, and the image's own command. Returns once its
        startup probe has passed.
        """
        options = ("--command=", "--args=", "--no-traffic", f"--tag={CANDIDATE}")
        self._run("update", service, f"--image={image}", *options)
        for entry in self._traffic(service):
            if entry.get("tag") == CANDIDATE:
                return str(entry["url"])
        raise DeployError(f"{service}: the new revision has no address")

    def switch(self, service: str) -> None:
        """Give all traffic to the newest revision, and to those that Terraform will make of it."""
        self._run("update-traffic", service, "--to-latest", f"--remove-tags={CANDIDATE}")

    def restore(self, service: str, serving: Mapping[str, int]) -> None:
        """Give the traffic back to the revisions that had it."""
        shares = ",".join(f"{revision}={percent}" for revision, percent in serving.items())
        self._run("update-traffic", service, f"--to-revisions={shares}")

    def _traffic(self, service: str) -> list[dict[str, Any]]:
        described = json.loads(self._run("describe", service, "--format=json"))
        traffic: list[dict[str, Any]] = described.get("status", {}).get("traffic", [])
        return traffic

    def _run(self, verb: str, service: str, *options: str) -> str:
        command = ("gcloud", "run", "services", verb, service, *options, *self._where)
        try:
            done = subprocess.run(  # noqa: S603 - gcloud, with what Cloud Build gave
                command, stdout=subprocess.PIPE, text=True, check=True, timeout=COMMAND_SECONDS
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise DeployError(f"gcloud run services {verb} {service} failed") from error
        return done.stdout
