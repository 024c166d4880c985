"""The console script `openphone`: its commands, and how it reports failures."""

import os
import sys
from typing import Any

import click

from cli.config import Config
from cli.errors import CommandError
from cli.terminal import streams
from cli.terminal.lazy import LazyGroup
from openphone.errors import OpenPhoneError

# Each is imported only when it is used: that takes a while.
COMMANDS = {
    "backfill": "Fetch what webhooks may have missed, and store it.",
    "dead-letters": "List and replay events that could not be delivered.",
    "events": "List, show and replay the events that were received.",
    "numbers": "List the workspace's own numbers, also as the processor's setting.",
    "send": "Send signed sample events, and check what is stored.",
    "webhooks": "List, create, test, delete and rotate webhooks.",
}


class Commands(LazyGroup):
    """The group of all commands."""

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run the script, and see that its output was written."""
        streams.prepare()
        try:
            return super().main(*args, **settings)
        except (OSError, SystemExit) as ending:
            if streams.is_lost(ending):
                sys.exit(1)
            raise

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; report what OpenPhone refused like every other failure."""
        try:
            return super().invoke(ctx)
        except OpenPhoneError as error:
            raise CommandError(str(error)) from error


@click.group(
    cls=Commands,
    package="cli.commands",
    lines=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="openphone-webhooks")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Operate the webhook pipeline of an OpenPhone (Quo) workspace.

    Settings come from the environment: OPENPHONE_API_KEY, WEBHOOK_BASE_URL,
    GOOGLE_CLOUD_PROJECT and those of Google's emulators.

    Exit status: 0 done, 1 failed, 2 wrong usage.
    """
    ctx.obj = Config.from_env(os.environ)
