"""What becomes of signing keys, without a service."""

import pytest
from click.testing import CliRunner

from cli.errors import CommandError
from cli.keys.secret import Versions
from cli.main import main
from cli.webhooks.new_keys import KeyStore
from cli.webhooks.webhook import Webhook
from tests.cli.fakes import URL, FakeKeys, FakeOpenPhone

ENV = {"OPENPHONE_API_KEY": "key-of-the-tests", "GOOGLE_CLOUD_PROJECT": "demo"}


class Closed:
    """Standard output that nobody reads any more; what is written fails when it is flushed."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        raise BrokenPipeError


def webhook(api: str, webhook_id: str, key: str = "") -> Webhook:
    return Webhook(api, webhook_id, URL, ("call.missed",), "enabled", "", key)


def notes(secret: FakeKeys, *existing: Webhook) -> list[str]:
    """Store the keys of existing webhooks, and return what is said of it."""
    keys = KeyStore(lambda: secret, existing, needed=False)
    keys.save([])
    return keys.notes


def test_a_new_version_holds_the_keys_of_all_enabled_versions_once_with_their_comments() -> None:
    secret = FakeKeys(
        "# newest, by hand\nbmV3ZXN0\n\n# about nothing",
        "bmFtZWxlc3M=\n# WH7 API v1\n# of the shop\n  c2hvcA==  \nbmV3ZXN0\n",
        "# WH8 API v1\nbmFtZWxlc3M=\nb2xkZXN0\nc2hvcA==\n",
    )
    assert secret.add(secret.read().with_keys([("WH9", "YWRkZWQ=")])) == "4"
    assert secret.versions[0].data.decode() == (
        "# newest, by hand\nbmV3ZXN0\n\n# about nothing\n"
        "# WH8 API v1\nbmFtZWxlc3M=\n"
        "# WH7 API v1\n# of the shop\nc2hvcA==\n"
        "# from an older version\nb2xkZXN0\n"
        "# WH9\nYWRkZWQ=\n"
    )
    assert Versions((secret.versions[0],)).names("WH7")


def test_keys_of_older_versions_count_for_the_limit_of_a_version() -> None:
    older = "\n".join(f"key{number:05}" for number in range(3000))  # 27 KB, and each a comment
    secret = FakeKeys("bmV3ZXN0", older)
    with pytest.raises(CommandError, match="64 KiB"):
        secret.add(secret.read().with_keys([("WH9", "YWRkZWQ=")]))
    assert len(secret.versions) == 2


def test_a_webhook_whose_key_the_secret_does_not_name_is_told() -> None:
    secret = FakeKeys("# WH2 API 2026-03-30 2026-04-01\na2V5")
    assert notes(secret, webhook("2026", "WH1"), webhook("2026", "WH2")) == [
        (
            "The secret names no key of WH1: if you did not add it by hand, run "
            "`openphone webhooks rotate WH1`."
        )
    ]
    assert len(secret.versions) == 1


def test_a_webhook_of_v1_shows_its_key_and_is_stored_instead() -> None:
    assert notes(FakeKeys(), webhook("v1", "WH1", "a2V5")) == [
        "Stored 1 signing keys as version 1 of the secret."
    ]


def test_create_tells_of_it_where_nothing_is_to_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.clients.openphone", lambda _: FakeOpenPhone())
    monkeypatch.setattr("cli.clients.signing_keys", lambda _: FakeKeys("a2V5"))
    arguments = ["webhooks", "create", "--url", URL, "--events", "call.missed"]
    done = CliRunner().invoke(main, arguments, env=ENV)
    assert done.exit_code == 0
    assert "The secret names no key of WH1" in done.stderr


def test_a_rotated_key_that_cannot_be_printed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.clients.openphone", lambda _: FakeOpenPhone())
    arguments = ["webhooks", "rotate", "WH1", "--print-keys"]
    assert "whsec_bmV3\n" in CliRunner().invoke(main, arguments, env=ENV).stdout

    class Output:
        stdout = Closed()

    monkeypatch.setattr("cli.keys.secret.sys", Output)
    done = CliRunner().invoke(main, arguments, env=ENV)
    assert done.exit_code == 1
    assert "could not be printed, and OpenPhone already signs with it" in done.stderr
    assert "whsec_" not in done.output


def test_a_rotated_key_is_stored_with_all_others_and_retiring_one_is_explained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = FakeKeys("bmV3ZXN0", "b2xk")
    monkeypatch.setattr("cli.clients.openphone", lambda _: FakeOpenPhone())
    monkeypatch.setattr("cli.clients.signing_keys", lambda _: secret)
    done = CliRunner().invoke(main, ["webhooks", "rotate", "WH1"], env=ENV)
    assert done.exit_code == 0
    assert secret.versions[0].signing_keys() == ("bmV3ZXN0", "b2xk", "whsec_bmV3")
    assert "add a version without it and disable the others" in done.stderr
