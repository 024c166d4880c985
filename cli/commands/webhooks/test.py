"""`openphone webhooks test`."""

from collections.abc import Iterator
from dataclasses import asdict

import click
from rich.padding import Padding
from rich.text import Text

from cli import clients
from cli.config import Config
from cli.errors import CommandError, GoogleError
from cli.terminal import options, output
from cli.webhooks.probe import STEPS, Outcome, Probe, stored

_STYLES = {"ok": "green", "failed": "red", "skipped": "dim"}
# Longer than the 30 s that a receiver leaves between two looks for an unknown key.
NEW_KEY_SECONDS = 35


@options.examples(
    "openphone webhooks test",
    "openphone webhooks test --url https://receiver-abc123-ew.a.run.app --no-follow",
    "openphone webhooks test --url http://127.0.0.1:8081 --json",
)
@click.command("test")
@options.url
@click.option("--no-follow", is_flag=True, help="Do not look for the probe in Firestore.")
@options.seconds("--wait", "How long the probe may take to reach Firestore.", 60, 0, 600)
@options.as_json
@click.pass_obj
def command(
    config: Config, *, url: str | None, no_follow: bool, wait: float, as_json: bool
) -> None:
    """Send a signed probe, and follow it into Firestore.

    Four steps: the receiver is healthy; it refuses an unsigned delivery with 403; it accepts a
    signed probe; the processor stores the probe. This is an event of a type that OpenPhone does
    not send: it is only archived, and contacts and conversations stay as they are.

    It is signed with OPENPHONE_WEBHOOK_SIGNING_KEY, or with the newest key in Secret Manager,
    which the receiver may need half a minute to load if it is new; under the signature scheme
    that the key is made for, `hex` if for no other. The last step is skipped with --no-follow, or
    if Firestore cannot be read from here.
    """
    target = options.receiver_url(url, config)
    patience = 0 if config.signing_keys else NEW_KEY_SECONDS
    probe = Probe(target, config.signing_keys or _newest_first(config), patience, output.note)
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


def _newest_first(config: Config) -> tuple[str, ...]:
    """Return the keys in Secret Manager. Raises CommandError."""
    texts = clients.signing_keys(config).read().texts
    return tuple(key for text in texts for key in reversed(text.signing_keys()))


def _all_steps(probe: Probe, config: Config, *, follow: bool, wait: float) -> Iterator[Outcome]:
    """Yield the outcome of every step; those after one that failed are skipped."""
    for done, outcome in enumerate(probe.run(), start=1):
        yield outcome
        if outcome.state == "failed":
            for step in STEPS[done:]:
                yield Outcome(step, "skipped", f"because {outcome.step} failed")
            return
    reason = "" if config.given_project else "GOOGLE_CLOUD_PROJECT is not set"
    if follow and not reason:
        try:
            yield stored(clients.firestore(config), probe.event_id, wait)
        except GoogleError as error:
            reason = error.message
        else:
            return
    yield Outcome("stored", "skipped", f"because {reason if follow else 'of --no-follow'}")


def _show(outcome: Outcome) -> None:
    line = Text(f"{outcome.state:8}", style=_STYLES[outcome.state])
    output.console().print(line.append(f"{outcome.step:9} {outcome.detail}", style="default"))
    if outcome.advice:
        indented = Padding(Text(outcome.advice), (0, 0, 0, 18), expand=False)
        output.console().print(indented)
