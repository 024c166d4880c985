"""`openphone send`: sends signed sample events, and checks what is stored of them."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from cli import clients
from cli.config import Config
from cli.errors import CommandError, GoogleError
from cli.sending import samples
from cli.sending.deliveries import Delivery, check_stored, send
from cli.sending.samples import SETS, Sample
from cli.terminal import options, output
from delivery.signer import DeliveryError, Signer
from openphone.signatures import SCHEMES

COLUMNS = ("Event", "Type", "Scheme", "Answer", "Stored")
FIELDS = ("event_id", "event_type", "scheme", "answer", "stored")
_NO_KEY = (
    "There is no signing key: export OPENPHONE_WEBHOOK_SIGNING_KEY, or add a version to the secret "
    "that SIGNING_KEYS_SECRET names; `openphone webhooks create` does."
)


@options.examples(
    "openphone send all",
    "openphone send ai full --json",
    "openphone send event.json more.jsonl --scheme standard --url https://example.com",
    "",
    "With the local stack:",
    "export WEBHOOK_BASE_URL=http://127.0.0.1:8081 GOOGLE_CLOUD_PROJECT=demo-openphone",
    "export FIRESTORE_EMULATOR_HOST=127.0.0.1:8080 SECRET_MANAGER_EMULATOR_HOST=127.0.0.1:8086",
)
@click.command("send")
@click.argument("what", metavar="all|media|ai|full|FILE...", nargs=-1, required=True)
@options.url
@click.option(
    "--scheme",
    type=click.Choice(SCHEMES),
    help="The signature scheme; by default the one that fits the event's shape and the key.",
)
@click.option(
    "--check/--no-check",
    default=None,
    help="Whether to look into Firestore; by default if it can be reached.",
)
@options.seconds("--timeout", "How long to wait until the events are stored.", 30.0)
@options.as_json
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    config: Config,
    what: tuple[str, ...],
    *,
    url: str | None,
    scheme: str | None,
    check: bool | None,
    timeout: float,
    as_json: bool,
) -> None:
    """Send signed events to a receiver, and check what is stored of them.

    \b
    all    each of the six event types once, as the integration guide has them
    media  messages with pictures, in four shapes
    ai     a call with its recording, AI summary and transcript
    full   a whole conversation: a contact, messages, calls, a voicemail, in every shape
    FILE   a JSON event, or a .jsonl file with one on each line; sent byte for byte

    Samples get new ids (SAMPLE...) and the present time in every run, and are stored like all
    other events, under the number +1 555 010 9001, which belongs to nobody.

    The key is OPENPHONE_WEBHOOK_SIGNING_KEY, else one of the newest version in Secret Manager.
    The check needs GOOGLE_CLOUD_PROJECT and read access to its Firestore. Exit status 1 if an
    event was refused, or is not stored as it should be.
    """  # noqa: D301 - click's mark for text that is not wrapped
    chosen = _samples(what)
    target = options.receiver_url(url, config)
    deliveries = send(target, chosen, _signer(config, scheme))
    try:
        _check(config, deliveries, timeout, check=check)
    finally:
        _report(deliveries, as_json=as_json)
    failed = sum(delivery.failed for delivery in deliveries)
    if failed:
        raise CommandError(f"{failed} of {len(deliveries)} events failed.")


def _signer(config: Config, scheme: str | None) -> Signer:
    keys = config.signing_keys or clients.signing_keys(config).read().latest.signing_keys()
    if not keys:
        raise CommandError(_NO_KEY)
    try:
        return Signer(keys, (scheme,) if scheme else SCHEMES)
    except DeliveryError as error:
        raise CommandError(
            f"{str(error).capitalize()}: choose another with --scheme ({', '.join(SCHEMES)}), or "
            "export the key for it as OPENPHONE_WEBHOOK_SIGNING_KEY."
        ) from error


def _samples(what: Sequence[str]) -> list[Sample]:
    run, now = secrets.token_hex(4).upper(), datetime.now(UTC)
    chosen: list[Sample] = []
    for one in what:
        if one in SETS:
            chosen += samples.of_set(one, run=run, now=now)
            continue
        try:
            chosen += samples.of_file(Path(one))
        except OSError as error:
            raise click.UsageError(
                f"{one!r} is neither one of {', '.join(SETS)} nor a file that can be read."
            ) from error
    if not chosen:
        raise click.UsageError("There is no event in these files.")
    return chosen


def _check(
    config: Config, deliveries: Sequence[Delivery], seconds: float, *, check: bool | None
) -> None:
    if check is False or not any(delivery.accepted for delivery in deliveries):
        return
    if check is None and not config.given_project:
        output.note("Not checked what is stored: GOOGLE_CLOUD_PROJECT is not set.")
        return
    try:
        check_stored(clients.firestore(config), deliveries, seconds)
    except GoogleError as error:
        if check:
            raise
        output.note(f"Not checked what is stored. {error.message}")


def _report(deliveries: Sequence[Delivery], *, as_json: bool) -> None:
    rows = [
        (one.sample.event_id, one.sample.type, one.scheme, one.answer, one.stored)
        for one in deliveries
    ]
    if as_json:
        shown = [dict(zip(FIELDS, map(output.printable, row), strict=True)) for row in rows]
        ends = [{"problem": one.problem or None, "ok": not one.failed} for one in deliveries]
        output.as_json([{**one, **end} for one, end in zip(shown, ends, strict=True)])
        return
    output.table(COLUMNS, rows, "")
    for problem in dict.fromkeys(one.problem for one in deliveries if one.problem):
        affected = [one.sample.event_id for one in deliveries if one.problem == problem]
        output.note(f"{', '.join(affected)}: {problem}", style="")
