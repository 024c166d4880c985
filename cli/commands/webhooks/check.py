"""`openphone webhooks test`."""

import time
from collections.abc import Iterator
from dataclasses import asdict

import click
from rich.padding import Padding
from rich.text import Text

from cli.config import Config
from cli.errors import CommandError
from cli.google.firestore import Events, FirestoreError, connect
from cli.keys.secrets import SigningKeys
from cli.terminal import output
from cli.terminal.help import examples
from cli.terminal.options import json_option, receiver_url, url_option
from cli.webhooks.advice import advice
from cli.webhooks.probe import STEPS, Outcome, Probe
from openphone.signatures import parse_keys

_STYLES = {"ok": "green", "failed": "red", "skipped": "dim"}
_EVERY_SECONDS = 0.2
# The receiver looks for a key that it does not know at most every 30 seconds.
NEW_KEY_SECONDS = 35


@click.command(
    "test",
    epilog=examples(
        "openphone webhooks test",
        "openphone webhooks test --url https://receiver-abc123-ew.a.run.app --no-follow",
        "openphone webhooks test --url http://127.0.0.1:8081 --json",
    ),
)
@url_option
@click.option("--no-follow", is_flag=True, help="Do not look for the probe in Firestore.")
@click.option(
    "--wait",
    type=click.FloatRange(0, 600),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How long the probe may take into Firestore.",
)
@json_option
@click.pass_obj
def command(
    config: Config, *, url: str | None, no_follow: bool, wait: float, as_json: bool
) -> None:
    """Send a signed probe, and follow it into Firestore.

    Four steps: the receiver is healthy; it refuses an unsigned delivery with 403; it accepts a
    signed probe; the processor stores that. The probe is an event of a type that OpenPhone does
    not send: its record is archived, and contacts and conversations stay as they are.

    Signs with OPENPHONE_WEBHOOK_SIGNING_KEY, or the newest key in Secret Manager, which the
    receiver may take half a minute to fetch when it is quite new; under the signature scheme that
    the key is made for, `hex` where it is for no other. The last step is skipped with
    --no-follow, or where Firestore cannot be read from here.
    """
    target = receiver_url(url, config)
    given = parse_keys(config.given_signing_keys, commas=True)
    patience = 0 if given else NEW_KEY_SECONDS
    probe = Probe(target, given or _kept(config), patience, output.note)
    outcomes = []
    for outcome in _all_steps(probe, config, follow=not no_follow, wait=wait):
        outcomes.append(outcome)
        if not as_json:
            _show(outcome)
    if as_json:
        output.as_json([asdict(outcome) for outcome in outcomes])
    failed = [outcome.step for outcome in outcomes if outcome.state == "failed"]
    if failed:
        raise CommandError(f"The step {failed[0]} failed.")


def _kept(config: Config) -> tuple[str, ...]:
    """Give the keys in Secret Manager, the newest first. Raises CommandError."""
    texts = SigningKeys(config).read().texts
    return tuple(key for text in texts for key in reversed(text.signing_keys()))


def _all_steps(probe: Probe, config: Config, *, follow: bool, wait: float) -> Iterator[Outcome]:
    """Give the outcome of every step: those after one that failed are skipped."""
    for done, outcome in enumerate(probe.run()):
        yield outcome
        if outcome.state == "failed":
            for step in STEPS[done + 1 :]:
                yield Outcome(step, "skipped", f"because {outcome.step} failed")
            return
    yield (
        _stored(probe.event_id, config, wait)
        if follow
        else Outcome("stored", "skipped", "because of --no-follow")
    )


def _stored(event_id: str, config: Config, wait: float) -> Outcome:
    """Wait until the probe is stored."""
    if not config.given_project:
        return Outcome("stored", "skipped", "because GOOGLE_CLOUD_PROJECT is not set")
    try:
        return _found(Events(connect(config)), event_id, wait)
    except FirestoreError as error:
        return Outcome("stored", "skipped", f"because {error.message}")


def _found(events: Events, event_id: str, wait: float) -> Outcome:
    where = f"webhook_events/{event_id}"
    end = time.monotonic() + wait
    while (record := events.get(event_id)) is None:
        if time.monotonic() > end:
            detail = f"{where} is not there after {wait:.0f} s"
            return Outcome("stored", "failed", detail, advice("stored", 0))
        time.sleep(_EVERY_SECONDS)
    if not record.processed:
        return Outcome("stored", "failed", f"{where} is stored as failed", advice("failed", 0))
    return Outcome("stored", "ok", f"{where} is there, archived")


def _show(outcome: Outcome) -> None:
    line = Text(f"{outcome.state:8}", style=_STYLES[outcome.state])
    output.console().print(line.append(f"{outcome.step:9} {outcome.detail}", style="default"))
    if outcome.advice:
        indented = Padding(Text(outcome.advice), (0, 0, 0, 18), expand=False)
        output.console().print(indented)
