"""The legacy scheme, which most accounts still send.

- Header: `openphone-signature: hmac;1;<Unix milliseconds>;<base64>`. It may become a list,
  separated by commas; any one may match. Every retry, for about three days, repeats the first
  timestamp.
- Key: base64.
- Signed bytes: timestamp.body

Source: OpenPhone's webhook documentation.
"""

import base64
import re

from openphone.errors import SignatureError
from openphone.signatures import scheme
from openphone.signatures.scheme import Headers, Scheme, Signed

FUTURE_SECONDS = 300  # how far OpenPhone's clock may run ahead of ours
MAX_TIMESTAMPS = 4  # each costs one HMAC a key: a hostile header must not buy more

_HEADER = "openphone-signature"
_MILLISECONDS = re.compile(rb"[0-9]{13}")


def _read(headers: Headers, now: float, tolerance: int) -> tuple[str, list[Signed]]:
    signed: dict[bytes, list[bytes]] = {}
    reason = "malformed"
    for stamp, found in filter(None, map(_read_entry, scheme.entries(headers[_HEADER], b","))):
        late = scheme.untimely(now - int(stamp) / 1000, tolerance, FUTURE_SECONDS)
        if late:
            reason = late
        else:
            signed.setdefault(stamp + b".", []).append(found)
    if not signed or len(signed) > MAX_TIMESTAMPS:
        raise SignatureError("malformed" if signed else reason)
    return "", list(signed.items())


def _read_entry(entry: bytes) -> tuple[bytes, bytes] | None:
    match entry.split(b";"):
        case [b"hmac", b"1", stamp, text] if _MILLISECONDS.fullmatch(stamp):
            found = scheme.decode_digest(text)
            return (stamp, found) if found else None
    return None


def _sign(secret: bytes, body: bytes, _webhook_id: str, at: float) -> dict[str, str]:
    stamp = f"{int(at * 1000):013}"
    made = scheme.digest(secret, f"{stamp}.".encode(), body)
    return {_HEADER: f"hmac;1;{stamp};{base64.b64encode(made).decode()}"}


OPENPHONE = Scheme("openphone", _HEADER, _read, _sign, tolerance=345_600)
