"""What the inbox server gives out: the page's own files, the samples' media, and one made here.

Every path that is served is made from a file that is there, so no request can lead outside.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from emulator.ports import HOST, Ports
from emulator.processes.services import PROJECT

PAGE = Path(__file__).parents[2] / "inbox"
MEDIA = Path(__file__).parents[1] / "samples" / "media"

# Not package.json, the tests or the build: only what a browser needs.
_PATTERNS = ("index.html", "*.css", "*.svg", "src/*.js", "vendor/*.js")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
# The hosts of the samples' pictures and recordings do not exist: their files are here.
SAMPLE_HOSTS = ("media.example.com", "storage.example.com")
# The first is staff by terraform/firestore.rules as it stands, the second is not.
USERS = {
    "front.desk": {"email": "front.desk@shop.example", "name": "Front desk"},
    "stranger": {"email": "stranger@elsewhere.example", "name": "Stranger (not staff)"},
}


class Content(NamedTuple):
    """One answer: its media type and its bytes."""

    type: str
    body: bytes


def find(path: str, ports: Ports) -> Content | None:
    """Give what a path of the page shows, or None where there is nothing."""
    if path == "/config.js":
        return Content(_TYPES[".js"], _config(ports).encode())
    file = files().get(path)
    if not file:
        return None
    return Content(_TYPES.get(file.suffix, "application/octet-stream"), file.read_bytes())


def files() -> Mapping[str, Path]:
    """Give every file that is served by its path, as they are now: an edit shows on reload."""
    page = [file for pattern in _PATTERNS for file in PAGE.glob(pattern)]
    served = {f"/{file.relative_to(PAGE).as_posix()}": file for file in page}
    media = {f"/media/{file.name}": file for file in MEDIA.iterdir() if file.suffix in _TYPES}
    return {"/": PAGE / "index.html", **served, **media}


def headers(ports: Ports) -> dict[str, str]:
    """Give the headers of every answer; inbox/firebase.json has those of production."""
    firestore = f"http://{HOST}:{ports.firestore}"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' https:",
        "media-src": "'self' https:",
        "connect-src": f"'self' {firestore}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


def _config(ports: Ports) -> str:
    """Give the page's settings as a module, as inbox/config.example.js describes them."""
    config: dict[str, Any] = {
        "firebase": {"projectId": PROJECT},
        "emulator": {"host": HOST, "port": ports.firestore, "users": USERS},
        "media": dict.fromkeys(SAMPLE_HOSTS, "/media/"),
    }
    return f"export default {json.dumps(config, indent=2)};\n"
