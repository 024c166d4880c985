"""`openphone numbers`: the workspace's own numbers, as a table or as a setting."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import click

from cli import clients
from cli.config import Config
from cli.terminal import options, output
from openphone.api import v1, v2026
from openphone.api.client import Api
from openphone.api.protocol import ApiError
from openphone.events.envelope import Json, text_field

COLUMNS = ("Number", "Name", "ID")
# What Terraform's variable takes, too.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# What a generation answers that does not serve this key or workspace.
_ELSEWHERE = (403, 404, 410)


@dataclass(frozen=True)
class Number:
    """One number of the workspace."""

    id: str
    number: str
    name: str


@options.examples(
    "openphone numbers",
    "export $(openphone numbers --format env)",
    "openphone numbers --format terraform >> terraform/terraform.tfvars",
)
@click.command("numbers")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "env", "terraform"]),
    default="table",
    show_default=True,
    help="env: the processor's setting; terraform: the line for terraform.tfvars.",
)
@options.as_json
@options.api
@click.pass_obj
def command(config: Config, *, form: str, as_json: bool, generation: str | None) -> None:
    """List the workspace's own numbers.

    They tell the processor which parties are external: it takes them as OPENPHONE_NUMBERS, and
    Terraform takes them as openphone_numbers. Set them before the first event.
    """
    if as_json and form != "table":
        raise click.UsageError("Give either --json or --format.")
    found = numbers(_fetch(clients.openphone(config), generation))
    if as_json:
        output.as_json([asdict(one) for one in found])
        return
    if form == "table":
        rows = [(one.number, one.name, one.id) for one in found]
        output.table(COLUMNS, rows, "The workspace has no numbers.")
        return
    usable = [one.number for one in found if _E164.fullmatch(one.number)]
    output.say(setting(form, usable))
    if len(usable) < len(found):
        output.note(f"{len(found) - len(usable)} numbers are left out: they are not E.164.")
    if not usable:
        output.note("The workspace has no numbers.")


def numbers(items: Iterable[Json]) -> list[Number]:
    """Read numbers as either generation lists them: sorted, without repeats and empty ones."""
    read = (
        Number(
            text_field(item, "id"),
            (text_field(item, "number") or text_field(item, "phoneNumber")).strip(),
            text_field(item, "name"),
        )
        for item in items
    )
    return sorted(
        {one.number: one for one in read if one.number}.values(), key=lambda one: one.number
    )


def setting(form: str, listed: Sequence[str]) -> str:
    """Return E.164 numbers as a line of an environment file or of Terraform's variables."""
    if form == "terraform":
        return f"openphone_numbers = {json.dumps(list(listed))}"
    return f"OPENPHONE_NUMBERS={','.join(listed)}"


def _fetch(api: Api, generation: str | None) -> list[Json]:
    """List the numbers by v1, or by 2026 if that is asked for or v1 does not serve them."""
    if generation != "2026":
        try:
            return list(api.pages(v1.list_phone_numbers()))
        except ApiError as error:
            if generation == "v1" or error.status not in _ELSEWHERE:
                raise
    return list(api.pages(v2026.list_phone_numbers()))
