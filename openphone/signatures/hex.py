"""The integration guide's scheme: it has no timestamp, so its signatures never expire.

- Header: `x-openphone-signature-v1: <hex>`, in lower or upper case.
- Key: the text itself.
- Signed bytes: the body
"""

import base64
from functools import partial

from openphone.errors import SignatureError
from openphone.signatures.scheme import Headers, Scheme, Signed, decode_digest, digest

_HEADER = "x-openphone-signature-v1"


def _read(headers: Headers, _now: float, _tolerance: int) -> tuple[str, list[Signed]]:
    found = decode_digest(headers[_HEADER], partial(base64.b16decode, casefold=True))
    if not found:
        raise SignatureError("malformed")
    return "", [(b"", [found])]


def _sign(secret: bytes, body: bytes, _webhook_id: str, _at: float) -> dict[str, str]:
    return {_HEADER: digest(secret, b"", body).hex()}


HEX = Scheme("hex", _HEADER, _read, _sign, decode=str.encode)
