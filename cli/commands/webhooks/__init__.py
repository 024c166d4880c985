"""`openphone webhooks`: the group of its commands, one file each.

They read options, call `cli.webhooks` and `cli.keys`, and print. Each is imported when it is used.
"""

import click

from cli.terminal.lazy import LazyGroup

COMMANDS = {
    "create": "Have OpenPhone send its events to the receiver, and store the keys.",
    "delete": "Delete webhooks, after asking.",
    "list": "List the webhooks of both API generations.",
    "rotate": "Give a webhook a new signing key.",
    "test": "Follow a signed probe from the URL into Firestore.",
}

_SETTINGS = """Needs OPENPHONE_API_KEY (`test` does not), and for the signing keys
GOOGLE_CLOUD_PROJECT. A slow network may need a higher OPENPHONE_API_TIMEOUT (20 seconds for an
answer) or OPENPHONE_API_PATIENCE (60 seconds of retries).

\b
With the local stack:
  export OPENPHONE_API_URL=http://127.0.0.1:8084
  export OPENPHONE_API_KEY=local-api-key-not-a-secret
  export WEBHOOK_BASE_URL=http://127.0.0.1:8081
  export GOOGLE_CLOUD_PROJECT=demo-openphone
  export FIRESTORE_EMULATOR_HOST=127.0.0.1:8080
  export SECRET_MANAGER_EMULATOR_HOST=127.0.0.1:8086
"""


@click.group(cls=LazyGroup, package=__name__, lines=COMMANDS, epilog=_SETTINGS)
def command() -> None:
    """List, create, test, delete and rotate webhooks.

    OpenPhone has two generations of webhooks, `v1` and `2026` (2026-03-30), each with an API of
    its own; one OPENPHONE_API_KEY serves both. A webhook of v1 covers one topic, so four are
    needed; one of 2026 covers everything. Each has a signing key of its own, which belongs in
    Secret Manager and is never shown.

    \b
    openphone webhooks create      all six events, to WEBHOOK_BASE_URL
    openphone webhooks test        from the URL to Firestore, step by step
    openphone webhooks list        both generations
    """  # noqa: D301 - click's mark for text that is not wrapped
