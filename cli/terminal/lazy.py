"""A group that imports its commands only when they are used, not to list them."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """Commands by name; each is the attribute `command` of a module of the package."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's
        package: str,
        lines: Mapping[str, str],
        **settings: Any,  # noqa: ANN401 - click's
    ) -> None:
        """Take the package of the modules, and the line of each command in the list."""
        super().__init__(*args, **settings)
        self._package, self._lines = package, lines

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, in order."""
        return sorted(self._lines)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        if cmd_name not in self._lines:
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self._lines.items()))
