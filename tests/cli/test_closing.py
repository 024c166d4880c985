"""Clients are closed when the command that made them ends, however it ends."""

import re
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner

from cli.config import Config
from cli.errors import CommandError
from cli.google.firestore import Firestore
from cli.google.pubsub import Subscription, Topic
from cli.google.secret_manager import SecretManager
from cli.keys.key_text import KeyText
from cli.main import main

# Nobody listens there.
NOWHERE = "127.0.0.1:9"
ENV = {
    "GOOGLE_CLOUD_PROJECT": "demo",
    "FIRESTORE_EMULATOR_HOST": NOWHERE,
    "PUBSUB_EMULATOR_HOST": NOWHERE,
    "SECRET_MANAGER_EMULATOR_HOST": NOWHERE,
}
Use = Callable[[], object]


def make_all(config: Config) -> list[Use]:
    """Make each client, and give by what it is used."""
    stored, topic = Firestore(config), Topic(config)
    letters = Subscription(config, "letters", patience=1)
    keys = SecretManager(config)
    # Firestore's opens its channel when it is used.
    assert stored._client._firestore_api  # noqa: SLF001
    return [
        lambda: stored.get("EV1"),
        lambda: topic.publish(b"{}", {}),
        lambda: letters.pull(1),
        lambda: keys.add(KeyText(b"")),
    ]


@pytest.mark.parametrize(
    ("ending", "status"),
    [(None, 0), (CommandError("It failed."), 1), (KeyboardInterrupt(), 1), (ValueError(), 1)],
)
def test_every_client_that_a_command_made_is_closed_however_it_ends(
    monkeypatch: pytest.MonkeyPatch, ending: BaseException | None, status: int
) -> None:
    made: list[Use] = []

    @click.command
    @click.pass_obj
    def command(config: Config) -> None:
        made.extend(make_all(config))
        if ending:
            raise ending

    monkeypatch.setattr("cli.main.Commands.get_command", lambda *_: command)
    assert CliRunner().invoke(main, ["anything"], env=ENV).exit_code == status
    assert len(made) == 4
    for use in made:
        with pytest.raises(CommandError) as caught:
            use()
        assert re.search("(?i)closed channel|channel closed", str(caught.value.__cause__))


def test_a_firestore_client_that_was_never_used_is_closed_too() -> None:
    @click.command
    def command() -> None:
        Firestore(Config.from_env(ENV))

    assert CliRunner().invoke(command, env=ENV).exit_code == 0
