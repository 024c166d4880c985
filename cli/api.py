"""OpenPhone's API, as the settings name it."""

from cli.config import Config
from openphone.api.client import PATIENCE_SECONDS, READ_SECONDS, Api
from openphone.api.protocol import REQUESTS_PER_SECOND


def connect(config: Config, *, per_second: float = REQUESTS_PER_SECOND) -> Api:
    """Return the API that the settings name, asked at most so often.

    Raises CommandError where no key is set, OpenPhoneError for a key or an address that is wrong.
    """
    return Api(
        config.api_url,
        config.api_key,
        per_second=per_second,
        timeout=config.api_timeout or READ_SECONDS,
        patience=config.api_patience or PATIENCE_SECONDS,
    )
