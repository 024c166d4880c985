"""The scheme of the API 2026-03-30: Standard Webhooks, https://www.standardwebhooks.com.

- Headers: `webhook-id`, `webhook-timestamp` (Unix seconds), and `webhook-signature:
  v1,<base64>`, where several entries may stand, separated by spaces; any one may match.
- Key: base64, usually after `whsec_`.
- Signed bytes: id.timestamp.body
"""

import base64
import re

from openphone.errors import SignatureError
from openphone.signatures import scheme
from openphone.signatures.scheme import Headers, Scheme, Signed

_HEADER = "webhook-signature"
_SECONDS = re.compile(rb"[0-9]{1,12}")


def _read(headers: Headers, now: float, tolerance: int) -> tuple[str, list[Signed]]:
    webhook_id, stamp = headers.get("webhook-id", b""), headers.get("webhook-timestamp", b"")
    given = (entry.partition(b",") for entry in scheme.entries(headers[_HEADER], b" "))
    digests = [
        found
        for version, _, text in given
        if version == b"v1" and (found := scheme.decode_digest(text))
    ]
    if not (webhook_id and digests and _SECONDS.fullmatch(stamp)):
        raise SignatureError("malformed")
    reason = scheme.untimely(now - int(stamp), tolerance, tolerance)
    if reason:
        raise SignatureError(reason)
    return webhook_id.decode("latin-1"), [(webhook_id + b"." + stamp + b".", digests)]


def _sign(secret: bytes, body: bytes, webhook_id: str, at: float) -> dict[str, str]:
    stamp = str(int(at))
    made = scheme.digest(secret, f"{webhook_id}.{stamp}.".encode(), body)
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": stamp,
        _HEADER: f"v1,{base64.b64encode(made).decode()}",
    }


STANDARD = Scheme("standard", _HEADER, _read, _sign, tolerance=300, key_prefix="whsec_")
