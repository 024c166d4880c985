"""How a command fails: with one text for the operator on standard error, and exit status 1."""

import click


class CommandError(click.ClickException):
    """A command could not do what it was asked to do.

    The text says what happened and what to do next; it holds no key, body or phone number.
    Wrong usage is `click.UsageError`, exit status 2.
    """


class GoogleError(CommandError):
    """One of Google's services did not do what it was asked to do."""
