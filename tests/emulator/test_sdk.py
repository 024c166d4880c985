"""Google's emulators are found where people install them, and what is missing is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.errors import StackError
from emulator.processes import docker, launch, sdk, services

Program = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Make a shell script with a name and give its path."""

    def make(name: str, script: str) -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def java(program: Program) -> Path:
    return program("java", """echo 'openjdk version "17.0.15" 2025-04-15' >&2""")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "google-cloud-sdk"
    for jar in (sdk.FIRESTORE_JAR, sdk.PUBSUB_JAR.replace("*", "0.8.20")):
        (root / jar).parent.mkdir(parents=True)
        (root / jar).touch()
    (root / "bin").mkdir()
    (root / "bin" / "gcloud").touch(mode=0o755)
    return root


def test_the_sdk_is_found_behind_the_link_that_is_gcloud(java: Path, root: Path) -> None:
    (java.parent / "gcloud").symlink_to(root / "bin" / "gcloud")
    found = sdk.find({"PATH": str(java.parent)}, folders=())
    assert found.firestore_jar == root / sdk.FIRESTORE_JAR
    assert found.pubsub(8085, "demo").command[-2:] == ("--host=127.0.0.1", "--port=8085")


def test_firestore_starts_with_the_rules_that_terraform_deploys(java: Path, root: Path) -> None:
    found = sdk.find({"PATH": str(java.parent), "CLOUDSDK_ROOT_DIR": str(root)}, folders=())
    command = found.firestore(8080, "demo").command
    (option,) = [part for part in command if part.startswith("--rules=")]
    file = Path(option.removeprefix("--rules="))
    assert file.is_absolute()
    assert file.samefile("terraform/firestore.rules")
    assert not any("rules" in part for part in found.pubsub(8085, "demo").command)


def test_without_the_rules_firestore_does_not_start_open_to_all(
    java: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "RULES", tmp_path / "terraform" / "firestore.rules")
    found = sdk.find({"PATH": str(java.parent), "CLOUDSDK_ROOT_DIR": str(root)}, folders=())
    with pytest.raises(StackError, match=r"rules are missing: .*terraform/firestore\.rules"):
        found.firestore(8080, "demo")
    with pytest.raises(StackError, match="rules are missing"):
        docker.Docker("docker", desktop=False).firestore(8080, "demo")


def test_the_sdk_is_found_where_its_variable_says(java: Path, root: Path) -> None:
    env = {"PATH": str(java.parent), "CLOUDSDK_ROOT_DIR": str(root)}
    assert str(root) in sdk.find(env, folders=()).source


def test_the_sdk_is_found_in_a_usual_folder(java: Path, root: Path) -> None:
    env = {"PATH": str(java.parent), "HOME": str(root.parent)}
    assert str(root) in sdk.find(env, folders=("~/google-cloud-sdk",)).source


def test_java_is_found_in_its_home_first(java: Path, root: Path, tmp_path: Path) -> None:
    env = {"PATH": "", "JAVA_HOME": str(tmp_path), "CLOUDSDK_ROOT_DIR": str(root)}
    assert sdk.find(env, folders=()).java == str(java)


@pytest.mark.parametrize(
    "script",
    [
        """echo 'java version "1.8.0_292"' >&2""",
        """echo 'The operation could not be completed. Unable to locate a Java Runtime.' >&2""",
    ],
)
def test_a_java_too_old_or_only_pretended_counts_as_missing(
    program: Program, root: Path, script: str
) -> None:
    env = {"PATH": str(program("java", script).parent), "CLOUDSDK_ROOT_DIR": str(root)}
    with pytest.raises(StackError, match="Java 11 or later is missing"):
        sdk.find(env, folders=())


def test_an_sdk_without_its_emulators_says_which_components_to_install(
    java: Path, root: Path
) -> None:
    (root / sdk.FIRESTORE_JAR).unlink()
    env = {"PATH": str(java.parent), "CLOUDSDK_ROOT_DIR": str(root)}
    with pytest.raises(StackError, match=r"gcloud components install .*firestore-emulator"):
        sdk.find(env, folders=())


def test_without_anything_one_message_names_all_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sdk, "FOLDERS", ())
    with pytest.raises(StackError) as caught:
        launch.find({"PATH": ""}, print)
    for part in ("Java 11", "Google Cloud SDK is missing", "docs.docker.com"):
        assert part in str(caught.value)


def test_a_docker_that_does_not_work_is_no_docker(program: Program) -> None:
    env = {"PATH": str(program("docker", "exit 1").parent)}
    with pytest.raises(StackError, match="`docker info` fails"):
        docker.find(env, print)


def test_the_image_is_pulled_once_and_that_is_said(program: Program) -> None:
    script = """case "$1" in image) test -e "$0.pulled";; pull) touch "$0.pulled";; esac"""
    env = {"PATH": f"{program('docker', script).parent}:/usr/bin:/bin"}
    said: list[str] = []
    docker.find(env, said.append)
    docker.find(env, said.append)
    assert len(said) == 1
    assert docker.IMAGE in said[0]


def test_a_container_shares_the_network_of_this_machine(program: Program) -> None:
    env = {"PATH": str(program("docker", "echo Debian").parent)}
    found = docker.find(env, print)
    how = found.pubsub(8085, "demo")
    assert found.push_host == "127.0.0.1"
    assert "--network=host" in how.command
    assert how.command[-2:] == ("--host-port=127.0.0.1:8085", "--project=demo")
    assert how.cleanup[1:] == ("rm", "--force", "openphone-emulator-8085")


def test_a_container_has_the_rules_and_cannot_change_them() -> None:
    command = docker.Docker("docker", desktop=False).firestore(8080, "demo").command
    mount = command[command.index("--mount") + 1]
    assert command.index("--mount") < command.index(docker.IMAGE) < command.index("gcloud")
    options = dict(option.partition("=")[::2] for option in mount.split(","))
    assert Path(options["source"]).samefile("terraform/firestore.rules")
    assert options.keys() == {"type", "source", "target", "readonly"}
    assert f"--rules={options['target']}" in command


def test_docker_desktop_publishes_the_port_on_this_machine_alone(program: Program) -> None:
    env = {"PATH": str(program("docker", "echo Docker Desktop").parent)}
    found = docker.find(env, print)
    how = found.firestore(8080, "demo")
    assert found.push_host == "host.docker.internal"
    assert "127.0.0.1:8080:8080" in how.command
    assert "--host-port=0.0.0.0:8080" in how.command
