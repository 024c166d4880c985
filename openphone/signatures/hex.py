"""The integration guide's scheme: it has no timestamp, so its signatures never expire.

- Header: `x-openphone-signature-v1: <hex>`, in lower or upper case.
- Key: the text itself.
- Signed bytes: the body
"""

import base64

from openphone.errors import SignatureError
from openphone.signatures.scheme import DIGEST_BYTES, Headers, Scheme, Signed, digest

_HEADER = "x-openphone-signature-v1"


def _read(headers: Headers, _now: float, _tolerance: int) -> tuple[str, list[Signed]]:
    try:
        found = base64.b16decode(headers[_HEADER], casefold=True)
    except ValueError:
        found = b""
    if len(found) != DIGEST_BYTES:
        raise SignatureError("malformed")
    return "", [(b"", [found])]


def _sign(secret: bytes, body: bytes, _webhook_id: str, _at: float) -> dict[str, str]:
    return {_HEADER: digest(secret, b"", body).hex()}


HEX = Scheme("hex", _HEADER, _read, _sign, decode=str.encode)
