"""The processor as a functions-framework target: `process` in this file, with `--asgi`.

Settings are read at import, so that a wrong one stops the start.
"""

import os
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from pipeline import logs
from pipeline.http import RefusalError
from pipeline.settings import read_or_exit
from processor.app import Processor
from processor.config import Config
from processor.store.database import Database
from processor.store.store import Store

_config = read_or_exit(Config.from_env, os.environ)
logs.setup("processor", _config.log_level, project=_config.project)


def _token_check(config: Config) -> Callable[[str], Awaitable[None]] | None:
    if not config.push_audience:
        return None
    # Only outside Cloud Run; these imports would slow every other cold start.
    from processor.oidc import PushTokens, TokenError, fetch_certs  # noqa: PLC0415 - see above

    tokens = PushTokens(config.push_audience, config.push_service_account, fetch_certs)

    async def check(authorization: str) -> None:
        try:
            await tokens.check(authorization)
        except TokenError as error:
            raise RefusalError(error.status, "the push token is not valid") from None

    return check


_database = Database(_config.project, _config.database, _config.emulator)
_processor = Processor(Store(_database), _config.options, _token_check(_config))


async def process(request: Request) -> Response:
    """Answer one request."""
    return await _processor.handle(request)
