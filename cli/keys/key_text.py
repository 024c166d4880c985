"""The content of one version of the signing-keys secret: one key a line, and `#` comments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cli.errors import CommandError
from openphone.signatures import parse_keys

# https://cloud.google.com/secret-manager/quotas#content_limits
MOST_BYTES = 65_536


class TooLargeError(CommandError):
    """A content is larger than Secret Manager takes."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The signing keys would need more than the 64 KiB of one version. Add a version that "
            "holds only the keys in use, disable the old ones, and run the command again."
        )


@dataclass(frozen=True)
class KeyText:
    """The content, byte for byte: whoever wrote it may have left comments."""

    data: bytes = field(default=b"", repr=False)

    def signing_keys(self) -> tuple[str, ...]:
        """Return the keys in it, as the receiver reads them."""
        return parse_keys(self._text)

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield the comment right above each key, empty if there is none, and the key."""
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
        """Return whether a comment names this webhook."""
        lines = self.data.decode("utf-8", "replace").splitlines()
        return any(line.startswith("#") and webhook_id in line.split() for line in lines)

    def with_keys(self, entries: Iterable[tuple[str, str]]) -> "KeyText":
        """Return this content followed by each comment and its key. Raises TooLargeError."""
        kept = self.data.rstrip(b"\r\n")
        data = (kept + b"\n" if kept else b"") + lines(entries).encode(errors="surrogateescape")
        if len(data) > MOST_BYTES:
            raise TooLargeError
        return KeyText(data)


def lines(entries: Iterable[tuple[str, str]]) -> str:
    """Return comments and keys as text, each on a line of its own."""
    return "".join(f"# {comment}\n{key}\n" for comment, key in entries)
