"""The files that the inbox page consists of, and the media of the sample day.

Every path that is served is made from a file that is there, so no request can lead outside.
"""

from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).parents[2] / "inbox"
MEDIA = Path(__file__).parents[1] / "samples" / "media"

# Only what a browser needs: not package.json, the tests or the build.
_PATTERNS = ("index.html", "*.css", "*.svg", "src/*.js", "vendor/*.js")
# The same on every machine, unlike what the standard library guesses.
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".mp3": "audio/mpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def files() -> Mapping[str, Path]:
    """Return every file by the path that serves it, as of now: an edit shows on reload."""
    page = [file for pattern in _PATTERNS for file in PAGE.glob(pattern)]
    served = {f"/{file.relative_to(PAGE).as_posix()}": file for file in page}
    media = {f"/media/{file.name}": file for file in MEDIA.iterdir() if file.suffix in TYPES}
    return {"/": PAGE / "index.html", **served, **media}
