"""Google's emulators from the Docker image that Google publishes, where no SDK is installed."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulator.errors import StackError
from emulator.ports import HOST
from emulator.processes import services
from emulator.processes.process import Launch

IMAGE = "gcr.io/google.com/cloudsdktool/google-cloud-cli:emulators"
# Where a container finds the rules.
RULES = "/firestore.rules"
INFO_SECONDS = 20
PULL_SECONDS = 1800


@dataclass(frozen=True)
class Docker:
    """The emulators of the image, run by one Docker.

    Docker Desktop runs containers in a virtual machine: there a port must be published, and this
    machine has a special name. Elsewhere a container can use this machine's network.
    """

    program: str
    desktop: bool

    @property
    def source(self) -> str:
        """Where the emulators come from."""
        return f"Docker image {IMAGE}"

    @property
    def push_host(self) -> str:
        """The name under which a container reaches this machine."""
        return "host.docker.internal" if self.desktop else HOST

    def firestore(self, port: int, project: str) -> Launch:
        """Return the command of the Firestore emulator's container.

        Raises StackError without its rules.
        """
        mount = f"type=bind,source={services.rules()},target={RULES},readonly"
        start = ("emulators", "firestore", "start", f"--rules={RULES}")
        return self._run(port, project, start, "--mount", mount)

    def pubsub(self, port: int, project: str) -> Launch:
        """Return the command of the Pub/Sub emulator's container."""
        return self._run(port, project, ("beta", "emulators", "pubsub", "start"))

    def _run(self, port: int, project: str, command: tuple[str, ...], *options: str) -> Launch:
        # The port is free for one stack alone, and so is this name.
        name = f"openphone-emulator-{port}"
        bind = "0.0.0.0" if self.desktop else HOST  # noqa: S104 - inside the container
        network = ("-p", f"{HOST}:{port}:{port}") if self.desktop else ("--network=host",)
        run = (self.program, "run", "--rm", "--init", "--name", name)
        gcloud = ("gcloud", *command, f"--host-port={bind}:{port}", f"--project={project}")
        return Launch(
            (*run, *network, *options, IMAGE, *gcloud),
            cleanup=(self.program, "rm", "--force", name),
        )


def find(env: Mapping[str, str], say: Callable[[str], None]) -> Docker:
    """Find a Docker that works, and pull the image unless it is there.

    Raises StackError saying what is missing.
    """
    program = shutil.which("docker", path=env.get("PATH", ""))
    if not program:
        raise StackError("it is missing too, install it from https://docs.docker.com/get-docker/.")
    info = _run(program, "info", "--format", "{{.OperatingSystem}}", seconds=INFO_SECONDS)
    if info.returncode:
        raise StackError("it is installed, but `docker info` fails: start Docker first.")
    if _run(program, "image", "inspect", IMAGE, seconds=INFO_SECONDS).returncode:
        say(f"Pulling {IMAGE}. This takes a few minutes, but only the first time.")
        if _run(program, "pull", IMAGE, seconds=PULL_SECONDS).returncode:
            raise StackError(f"the image could not be pulled; try `docker pull {IMAGE}`.")
    return Docker(program, desktop="Docker Desktop" in info.stdout)


def _run(*command: str, seconds: float) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except (OSError, subprocess.TimeoutExpired):
        return subprocess.CompletedProcess(command, returncode=1, stdout="", stderr="")
