"""The content of one version of the signing-keys secret: one key a line, and `#` comments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from openphone.signatures import parse_keys

# https://cloud.google.com/secret-manager/quotas#content_limits
MOST_BYTES = 65_536


class TooLargeError(Exception):
    """A content is larger than Secret Manager takes."""


@dataclass(frozen=True)
class KeyText:
    """Such a content, byte for byte: whoever wrote it may have left comments."""

    data: bytes = field(default=b"", repr=False)

    def signing_keys(self) -> tuple[str, ...]:
        """Give the keys in it, as the receiver reads them."""
        return parse_keys(self._text)

    def entries(self) -> Iterator[tuple[str, str]]:
        """Give each key with the comment right above it; the comment is empty where none is."""
        comment: list[str] = []
        for line in map(str.strip, self._text.split("\n")):
            if line.startswith("#"):
                comment.append(line.removeprefix("#").strip())
                continue
            if line:
                yield "\n# ".join(comment), line
            comment = []

    @property
    def _text(self) -> str:
        return self.data.decode("utf-8-sig", "surrogateescape")

    def names(self, webhook_id: str) -> bool:
        """Tell whether a comment names this webhook."""
        lines = self.data.decode("utf-8", "replace").splitlines()
        return any(line.startswith("#") and webhook_id in line.split() for line in lines)

    def with_keys(self, entries: Iterable[tuple[str, str]]) -> "KeyText":
        """Give this content and after it each comment and its key. Raises TooLargeError."""
        kept = self.data.rstrip(b"\r\n")
        data = (kept + b"\n" if kept else b"") + lines(entries).encode(errors="surrogateescape")
        if len(data) > MOST_BYTES:
            raise TooLargeError
        return KeyText(data)


def lines(entries: Iterable[tuple[str, str]]) -> str:
    """Write comments and keys, each on a line of its own."""
    return "".join(f"# {comment}\n{key}\n" for comment, key in entries)
