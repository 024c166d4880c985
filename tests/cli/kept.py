"""A secret for signing keys, of its own for each test."""

import uuid

from cli import clients
from cli.config import Config
from tests.receiver.secret import Secret
from tests.stack import Stack


class Kept:
    """A new secret without a version, and the settings with which the command line uses it."""

    def __init__(self, stack: Stack) -> None:
        """Make it in the stack's Secret Manager."""
        name = f"cli-{uuid.uuid4().hex}"
        self.secret = Secret(stack.secrets, stack.project, name)
        self.env = {
            "GOOGLE_CLOUD_PROJECT": stack.project,
            "SECRET_MANAGER_EMULATOR_HOST": stack.secrets,
            "SIGNING_KEYS_SECRET": name,
        }

    def text(self) -> str:
        """Return the content of the newest version."""
        return clients.signing_keys(Config.from_env(self.env)).read().latest.data.decode()
