"""Google's own client works against the Secret Manager emulator as against the real service."""

from collections.abc import Iterator

import grpc
import pytest
from google.api_core import exceptions
from google.cloud.secretmanager_v1 import SecretManagerServiceClient, types
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

from emulator.errors import StackError
from emulator.ports import address
from emulator.secret_manager.crc32c import crc32c
from emulator.secret_manager.server import SecretManager
from tests.stack import free_ports

State = types.SecretVersion.State
PROJECT = "projects/demo"


@pytest.fixture
def port() -> int:
    return free_ports().secret_manager


@pytest.fixture
def client(port: int) -> Iterator[SecretManagerServiceClient]:
    server = SecretManager(port)
    with grpc.insecure_channel(address(port)) as channel:  # type: ignore[no-untyped-call]
        yield SecretManagerServiceClient(
            transport=SecretManagerServiceGrpcTransport(channel=channel)
        )
    server.stop()


@pytest.fixture
def secret(client: SecretManagerServiceClient) -> str:
    made = client.create_secret(
        request={
            "parent": PROJECT,
            "secret_id": "keys",
            "secret": {"labels": {"a": "b"}, "replication": {"automatic": {}}},
        }
    )
    return str(made.name)


def add(client: SecretManagerServiceClient, secret: str, data: bytes) -> str:
    made = client.add_secret_version(request={"parent": secret, "payload": {"data": data}})
    return str(made.name)


def states(client: SecretManagerServiceClient, secret: str, wanted: str = "") -> list[str]:
    found = client.list_secret_versions(request={"parent": secret, "filter": wanted})
    return [f"{version.name.rpartition('/')[2]} {version.state.name}" for version in found]


def test_a_secret_is_found_again_with_what_it_was_made_of(
    client: SecretManagerServiceClient, secret: str
) -> None:
    assert secret == "projects/demo/secrets/keys"
    found = client.get_secret(name=secret)
    assert dict(found.labels) == {"a": "b"}
    assert found.create_time


def test_a_secret_exists_once(client: SecretManagerServiceClient, secret: str) -> None:
    assert secret
    with pytest.raises(exceptions.AlreadyExists):
        client.create_secret(request={"parent": PROJECT, "secret_id": "keys", "secret": {}})


@pytest.mark.parametrize("secret_id", ["", "a b", "x" * 256])
def test_an_impossible_secret_id_is_refused(
    client: SecretManagerServiceClient, secret_id: str
) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        client.create_secret(request={"parent": PROJECT, "secret_id": secret_id, "secret": {}})


def test_what_is_not_there_is_not_found(client: SecretManagerServiceClient, secret: str) -> None:
    with pytest.raises(exceptions.NotFound):
        client.get_secret(name=f"{PROJECT}/secrets/other")
    with pytest.raises(exceptions.NotFound):
        client.list_secret_versions(parent="projects/other/secrets/keys")
    for version in ("latest", "1", "0", "-1", "x", "9" * 5000):
        with pytest.raises(exceptions.NotFound):
            client.access_secret_version(name=f"{secret}/versions/{version}")


def test_a_version_is_read_by_number_and_as_the_latest(
    client: SecretManagerServiceClient, secret: str
) -> None:
    add(client, secret, b"first")
    second = add(client, secret, b"second")
    latest = client.access_secret_version(name=f"{secret}/versions/latest")
    assert latest.name == second == f"{secret}/versions/2"
    assert latest.payload.data == b"second"
    assert latest.payload.data_crc32c == crc32c(b"second")
    assert client.access_secret_version(name=f"{secret}/versions/1").payload.data == b"first"
    assert client.get_secret_version(name=f"{secret}/versions/latest").name == second


def test_versions_are_listed_newest_first_and_by_state(
    client: SecretManagerServiceClient, secret: str
) -> None:
    for number in range(3):
        add(client, secret, b"%d" % number)
    client.disable_secret_version(name=f"{secret}/versions/2")
    assert states(client, secret) == ["3 ENABLED", "2 DISABLED", "1 ENABLED"]
    assert states(client, secret, "state:ENABLED") == ["3 ENABLED", "1 ENABLED"]
    assert states(client, secret, "state=DISABLED") == ["2 DISABLED"]


def test_a_filter_that_is_not_known_is_refused(
    client: SecretManagerServiceClient, secret: str
) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        states(client, secret, "create_time>2020")


def test_long_lists_come_in_pages(client: SecretManagerServiceClient, secret: str) -> None:
    for number in range(5):
        add(client, secret, b"%d" % number)
    pager = client.list_secret_versions(request={"parent": secret, "page_size": 2})
    pages = [len(page.versions) for page in pager.pages]
    assert pages == [2, 2, 1]
    with pytest.raises(exceptions.InvalidArgument):
        client.list_secret_versions(request={"parent": secret, "page_token": "x"})


def test_a_disabled_version_cannot_be_read_until_it_is_enabled(
    client: SecretManagerServiceClient, secret: str
) -> None:
    name = add(client, secret, b"key")
    assert client.disable_secret_version(name=name).state == State.DISABLED
    for which in (name, f"{secret}/versions/latest"):
        with pytest.raises(exceptions.FailedPrecondition, match="DISABLED"):
            client.access_secret_version(name=which)
    assert client.enable_secret_version(name=name).state == State.ENABLED
    assert client.access_secret_version(name=name).payload.data == b"key"


def test_a_destroyed_version_is_gone_for_ever(
    client: SecretManagerServiceClient, secret: str
) -> None:
    name = add(client, secret, b"key")
    destroyed = client.destroy_secret_version(name=name)
    assert destroyed.state == State.DESTROYED
    assert destroyed.destroy_time
    for method in (
        client.access_secret_version,
        client.enable_secret_version,
        client.disable_secret_version,
        client.destroy_secret_version,
    ):
        with pytest.raises(exceptions.FailedPrecondition):
            method(name=name)


def test_a_payload_too_large_or_damaged_on_the_way_is_refused(
    client: SecretManagerServiceClient, secret: str
) -> None:
    for payload in ({"data": b"x" * 65_537}, {"data": b"x", "data_crc32c": 1}):
        with pytest.raises(exceptions.InvalidArgument):
            client.add_secret_version(request={"parent": secret, "payload": payload})
    intact = {"data": b"x", "data_crc32c": crc32c(b"x")}
    made = client.add_secret_version(request={"parent": secret, "payload": intact})
    assert made.client_specified_payload_checksum


def test_a_method_that_is_not_emulated_says_so(
    client: SecretManagerServiceClient, secret: str
) -> None:
    with pytest.raises(exceptions.MethodNotImplemented):
        client.delete_secret(name=secret)


def test_two_servers_cannot_share_a_port(client: SecretManagerServiceClient, port: int) -> None:
    assert client
    with pytest.raises(StackError, match=str(port)):
        SecretManager(port)


def test_the_checksum_is_the_one_of_the_standard() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA
