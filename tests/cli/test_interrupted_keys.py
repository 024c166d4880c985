"""Signing keys that were made or changed while somebody pressed Ctrl-C, or no answer came."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands.webhooks.list import is_stored
from cli.errors import CommandError
from cli.keys.key_text import KeyText
from cli.main import main
from cli.webhooks.creation import Creation
from cli.webhooks.webhook import Webhook, missing
from openphone.api.protocol import ApiError, Request, refusal
from tests.cli.console import SCRIPT, Process, Simulator
from tests.cli.fakes import URL, FakeApi, FakeKeys, FakeOpenPhone
from tests.cli.test_new_keys import ENV
from tests.cli.test_webhook import made
from tests.cli.test_webhooks_manage import add_2026
from tests.stack import until

LOST = (
    "OpenPhone may already sign with a new key that is stored nowhere; with the old key too for a "
    "while. Run `openphone webhooks rotate WH1` again now, or deliveries will be refused.\n"
)


class Unheard(FakeOpenPhone):
    """The API whose answer to a rotation does not come."""

    def __init__(self, failure: BaseException) -> None:
        self._failure = failure

    def send(self, _: Request) -> dict[str, object]:
        raise self._failure


class InterruptedKeys(FakeKeys):
    """A secret while which is stored somebody presses Ctrl-C, twice."""

    def add(self, text: KeyText) -> str:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return super().add(text)


@pytest.fixture
def rotate(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeOpenPhone, FakeKeys], Result]:
    def run(api: FakeOpenPhone, secret: FakeKeys) -> Result:
        monkeypatch.setattr("cli.clients.openphone", lambda _: api)
        monkeypatch.setattr("cli.clients.signing_keys", lambda _: secret)
        return CliRunner().invoke(main, ["webhooks", "rotate", "WH1"], env=ENV)

    return run


@pytest.mark.parametrize(
    ("failure", "begins"),
    [
        (KeyboardInterrupt(), "Error: Interrupted. "),
        (ApiError("It did not answer in time."), "Error: It did not answer in time. "),
        (refusal(502, None), "Error: OpenPhone's API has a failure of its own (502)."),
    ],
)
def test_a_rotation_that_nobody_knows_the_end_of_says_that_the_key_may_be_lost(
    rotate: Callable[[FakeOpenPhone, FakeKeys], Result], failure: BaseException, begins: str
) -> None:
    done = rotate(Unheard(failure), FakeKeys("b2xk"))
    assert done.exit_code == 1
    assert done.stderr.startswith(begins)
    assert done.stderr.endswith(LOST)


def test_ctrl_c_during_a_rotation_says_that_the_key_may_be_lost_and_what_to_do(
    simulator: Simulator, tmp_path: Path
) -> None:
    new = add_2026(simulator)
    path = f"/webhooks/{new}/rotate"
    simulator.fault(hang=30, path=path)
    command = (str(SCRIPT), "webhooks", "rotate", new, "--print-keys")
    with Process(tmp_path, *command, env=simulator.env) as process:
        until(lambda: simulator.requests("POST", path), 20, "it did not send the request")
        process.popen.send_signal(signal.SIGINT)
        assert process.popen.wait(20) == 1
        assert process.output() == (
            "Error: Interrupted. OpenPhone may already sign with a new key that is stored nowhere; "
            f"with the old key too for a while. Run `openphone webhooks rotate {new}` again now, "
            "or deliveries will be refused.\n"
        )


def test_a_rotation_that_was_refused_lost_nothing_and_does_not_say_so(
    rotate: Callable[[FakeOpenPhone, FakeKeys], Result],
) -> None:
    done = rotate(Unheard(refusal(404, None)), FakeKeys("b2xk"))
    assert done.exit_code == 1
    assert "nothing under this id" in done.stderr
    assert "stored nowhere" not in done.stderr


def test_a_rotated_key_is_stored_in_spite_of_ctrl_c_which_works_again_afterwards(
    rotate: Callable[[FakeOpenPhone, FakeKeys], Result],
) -> None:
    secret, before = InterruptedKeys("b2xk"), signal.getsignal(signal.SIGINT)
    done = rotate(FakeOpenPhone(), secret)
    assert done.exit_code == 0
    assert secret.versions[0].signing_keys() == ("b2xk", "whsec_bmV3")
    assert signal.getsignal(signal.SIGINT) is before


def test_the_key_of_a_new_webhook_is_stored_in_spite_of_ctrl_c() -> None:
    api, saved = FakeApi({"data": made("9")}), list[str]()

    def save(rows: list[Webhook]) -> None:
        signal.raise_signal(signal.SIGINT)
        saved.extend(row.key for row in rows)

    Creation(api, URL, []).run(missing("2026", URL, ["call.missed"], []), save)  # type: ignore[arg-type]
    assert saved == ["k"]
    assert api.sent == [("POST", "/webhooks")]


@pytest.mark.parametrize("failure", [ApiError("no answer"), ApiError("bad", status=504)])
def test_a_webhook_that_may_have_been_made_has_a_key_that_is_stored_nowhere(
    failure: ApiError,
) -> None:
    text = ended(FakeApi(failure, there=[]))
    assert "It may have made a webhook all the same, whose signing key is stored nowhere" in text
    assert "`openphone webhooks rotate ID`" in text


def test_ctrl_c_while_all_is_changed_back_says_what_may_be_left() -> None:
    text = ended(FakeApi(KeyboardInterrupt(), KeyboardInterrupt(), there=[made("9", url=URL)]))
    assert text.startswith("Interrupted. Interrupted again, before all was changed back. It may")


def ended(api: FakeApi) -> str:
    """Return the text with which a run for one webhook ends."""
    steps = missing("2026", URL, ["call.missed"], [])
    with pytest.raises(CommandError) as caught:
        Creation(api, URL, []).run(steps, print)  # type: ignore[arg-type]
    return caught.value.message


def test_of_a_webhook_of_2026_the_list_says_only_that_a_key_is_named_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = FakeKeys("# WH1 API 2026-03-30 2026-04-01\na2V5")
    monkeypatch.setattr("cli.clients.openphone", lambda _: FakeOpenPhone())
    monkeypatch.setattr("cli.clients.signing_keys", lambda _: secret)
    done = CliRunner().invoke(main, ["webhooks", "list"], env=ENV)
    line = done.stdout.splitlines()[1]
    assert line.split("\t")[-1] == "own whsec_ key, one named for it in Secret Manager"
    row = Webhook("2026", "WH1", URL, (), "enabled", "")
    assert is_stored(row, secret.read()) is True
