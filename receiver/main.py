"""The receiver as a functions-framework target: `receive` in this file, with `--asgi`.

Settings are read at import, so that a wrong one stops the start. Clients are built later, in
the worker: gRPC does not survive the fork.
"""

import os
from datetime import UTC, datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from pipeline import logs
from pipeline.settings import read_or_exit
from receiver.app import Keys, Receiver
from receiver.config import Config
from receiver.key_cache import FixedKeys, KeyCache
from receiver.publisher import PubSubPublisher


def _keys(config: Config) -> Keys:
    if config.signing_keys:
        return FixedKeys(config.signing_keys)
    from receiver.keys import SecretManagerKeys  # noqa: PLC0415 - a slow import, for this case only

    secrets = SecretManagerKeys(config.project, config.secret, config.secret_emulator)
    return KeyCache(secrets.fetch)


_config = read_or_exit(Config.from_env, os.environ)
logs.setup("receiver", _config.log_level, project=_config.project)
_receiver = Receiver(
    _keys(_config),
    PubSubPublisher(_config.project, _config.topic),
    policy=_config.policy,
    max_body_bytes=_config.max_body_bytes,
    clock=partial(datetime.now, UTC),
)


async def receive(request: Request) -> Response:
    """Answer one request."""
    return await _receiver.handle(request)
