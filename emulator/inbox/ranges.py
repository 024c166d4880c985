"""A part of a file, as audio players ask for: Safari plays nothing without. Pure (RFC 9110, 14)."""

import re
from http import HTTPStatus

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_ACCEPTED = {"Accept-Ranges": "bytes"}


def part(body: bytes, asked: str | None) -> tuple[HTTPStatus, bytes, dict[str, str]]:
    """Give status, bytes and headers for a Range header, or for none.

    What is no single range of bytes is ignored, as the standard allows: the whole body goes out.
    """
    match = _RANGE.fullmatch(asked or "")
    if not match or match.groups() == ("", ""):
        return HTTPStatus.OK, body, dict(_ACCEPTED)
    first, last = _ends(match[1], match[2], len(body))
    if first >= len(body) or last < first:
        nothing = {"Content-Range": f"bytes */{len(body)}"}
        return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", _ACCEPTED | nothing
    where = {"Content-Range": f"bytes {first}-{last}/{len(body)}"}
    return HTTPStatus.PARTIAL_CONTENT, body[first : last + 1], _ACCEPTED | where


def _ends(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
