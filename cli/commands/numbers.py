"""`openphone numbers`: our own numbers, as the processor's setting and Terraform take them."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from cli.api import connect
from cli.config import Config
from cli.terminal import output
from cli.terminal.help import examples
from cli.terminal.options import api_option
from openphone.api import v1, v2026
from openphone.api.client import Api
from openphone.api.protocol import ApiError
from openphone.events.envelope import Json, text_field

COLUMNS = ("Number", "Name", "ID")
# What Terraform's variable takes, too.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# A key or a workspace that one generation does not serve.
_ELSEWHERE = (403, 404, 410)


@dataclass(frozen=True)
class Number:
    """One number of the workspace."""

    id: str
    number: str
    name: str


@click.command(
    "numbers",
    epilog=examples(
        "openphone numbers",
        "export $(openphone numbers --format env)",
        "openphone numbers --format terraform >> terraform/terraform.tfvars",
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "env", "terraform"]),
    default="table",
    show_default=True,
    help="env: the processor's setting; terraform: the line for terraform.tfvars.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@api_option
@click.pass_obj
def command(config: Config, *, form: str, as_json: bool, generation: str | None) -> None:
    """List the workspace's own numbers.

    They tell the processor who is outside: it takes them as OPENPHONE_NUMBERS, and Terraform as
    openphone_numbers. Give them before the first event.
    """
    if as_json and form != "table":
        raise click.UsageError("Give --json or --format.")
    found = numbers(_fetch(connect(config), generation))
    if as_json:
        output.as_json([{"id": one.id, "number": one.number, "name": one.name} for one in found])
    elif form == "table":
        rows = [dict(zip(COLUMNS, (one.number, one.name, one.id), strict=True)) for one in found]
        output.table(COLUMNS, rows, "The workspace has no numbers.")
    else:
        _print(form, found)


def numbers(items: Iterable[Json]) -> list[Number]:
    """Read numbers as either generation lists them; in order, without repeats and empty ones."""
    read = (
        Number(
            text_field(item, "id"),
            (text_field(item, "number") or text_field(item, "phoneNumber")).strip(),
            text_field(item, "name"),
        )
        for item in items
    )
    return sorted({one.number: one for one in read if one.number}.values(), key=_by_number)


def setting(form: str, listed: Sequence[str]) -> str:
    """Write E.164 numbers as the line of an environment file or of Terraform's variables."""
    if form == "terraform":
        return f"openphone_numbers = {json.dumps(list(listed))}"
    return f"OPENPHONE_NUMBERS={','.join(listed)}"


def _by_number(one: Number) -> str:
    return one.number


def _print(form: str, found: Sequence[Number]) -> None:
    usable = [one.number for one in found if _E164.fullmatch(one.number)]
    output.say(setting(form, usable))
    if len(usable) < len(found):
        output.note(f"{len(found) - len(usable)} numbers are left out: they are not E.164.")
    if not usable:
        output.note("The workspace has no numbers.")


def _fetch(api: Api, generation: str | None) -> list[Json]:
    """List the numbers by v1, or by 2026 where that is asked for or v1 does not serve them."""
    if generation == "2026":
        return list(api.pages(v2026.list_phone_numbers()))
    try:
        return list(api.pages(v1.list_phone_numbers()))
    except ApiError as error:
        if generation == "v1" or error.status not in _ELSEWHERE:
            raise
    return list(api.pages(v2026.list_phone_numbers()))
