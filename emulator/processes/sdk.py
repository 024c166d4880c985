"""Google's emulators from an installed Google Cloud SDK, run by the installed Java."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from emulator.errors import StackError
from emulator.ports import HOST
from emulator.processes import services
from emulator.processes.process import Launch

FIRESTORE_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
FIRESTORE_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
PUBSUB_JAR = "platform/pubsub-emulator/lib/cloud-pubsub-emulator-*-all.jar"

OLDEST_JAVA = 11
JAVA_SECONDS = 20
# https://cloud.google.com/sdk/docs/install: archive, Debian and RPM packages, snap, Homebrew.
FOLDERS = (
    "~/google-cloud-sdk",
    "/usr/lib/google-cloud-sdk",
    "/usr/lib64/google-cloud-sdk",
    "/usr/share/google-cloud-sdk",
    "/usr/local/google-cloud-sdk",
    "/opt/google-cloud-sdk",
    "/snap/google-cloud-cli/current",
    "/usr/local/share/google-cloud-sdk",
    "/opt/homebrew/share/google-cloud-sdk",
)
NO_JAVA = (
    "Java 11 or later is missing: install it from https://adoptium.net "
    "(Debian: apt install default-jre-headless; macOS: brew install openjdk)."
)
NO_SDK = (
    "The Google Cloud SDK is missing: install it from https://cloud.google.com/sdk/docs/install, "
    "then its emulators: gcloud components install beta cloud-firestore-emulator pubsub-emulator."
)
NO_EMULATORS = (
    "The Google Cloud SDK in {root} lacks the emulators of Firestore and Pub/Sub: "
    "gcloud components install beta cloud-firestore-emulator pubsub-emulator (Debian: "
    "apt install google-cloud-cli-firestore-emulator google-cloud-cli-pubsub-emulator)."
)


@dataclass(frozen=True)
class Sdk:
    """The emulators of one installed SDK."""

    java: str
    firestore_jar: Path
    pubsub_jar: Path
    source: str
    push_host: str = HOST

    def firestore(self, port: int, project: str) -> Launch:
        """Return the command of the Firestore emulator. Raises StackError without its rules."""
        where = (f"--host={HOST}", f"--port={port}", f"--project_id={project}")
        # Its only messages are English, and it needs far less memory than it would take.
        java = (self.java, "-Duser.language=en", "-Xmx512m", "-cp", str(self.firestore_jar))
        return Launch((*java, FIRESTORE_CLASS, *where, f"--rules={services.rules()}"))

    def pubsub(self, port: int, project: str) -> Launch:
        """Return the command of the Pub/Sub emulator, which serves every project."""
        del project
        options = (f"--host={HOST}", f"--port={port}")
        return Launch((self.java, "-Xmx256m", "-jar", str(self.pubsub_jar), *options))


def find(env: Mapping[str, str], folders: Iterable[str] | None = None) -> Sdk:
    """Find Java and an SDK with both emulators; `folders` defaults to the usual ones.

    Raises StackError naming everything that is missing.
    """
    usual = FOLDERS if folders is None else folders
    java = _java(env)
    roots = [root for root in _roots(env, usual) if (root / "platform").is_dir()]
    complete = next(((root, *jars) for root in roots if (jars := _jars(root))), None)
    if java and complete:
        root, firestore_jar, pubsub_jar = complete
        return Sdk(java, firestore_jar, pubsub_jar, source=f"Google Cloud SDK in {root}")
    problems = [] if java else [NO_JAVA]
    if not complete:
        problems.append(NO_EMULATORS.format(root=roots[0]) if roots else NO_SDK)
    raise StackError("\n".join(problems))


def _roots(env: Mapping[str, str], folders: Iterable[str]) -> Iterator[Path]:
    if given := env.get("CLOUDSDK_ROOT_DIR"):
        yield Path(given)
    if gcloud := shutil.which("gcloud", path=env.get("PATH", "")):
        yield Path(gcloud).resolve().parent.parent
    home = env.get("HOME", "/nonexistent")
    yield from (Path(folder.replace("~", home, 1)) for folder in folders)


def _jars(root: Path) -> tuple[Path, Path] | None:
    firestore, pubsub = root / FIRESTORE_JAR, sorted(root.glob(PUBSUB_JAR))
    return (firestore, pubsub[-1]) if firestore.is_file() and pubsub else None


def _java(env: Mapping[str, str]) -> str | None:
    home = env.get("JAVA_HOME")
    at_home = shutil.which("java", path=f"{home}/bin") if home else None
    candidates = (at_home, shutil.which("java", path=env.get("PATH", "")))
    return next((java for java in candidates if java and _version(java) >= OLDEST_JAVA), None)


def _version(java: str) -> int:
    try:
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, check=False, timeout=JAVA_SECONDS
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return 0
    # Java 8 calls itself 1.8, and macOS has a `java` that only says where to get one.
    match = re.search(r'version "(\d+)', said)
    return int(match[1]) if match else 0
