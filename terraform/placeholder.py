"""Healthy, and not ready for anything: 200 on /health, 503 with Retry-After on all else."""  # noqa: INP001 - no package, a file that Terraform reads

import http.server
import os


class Placeholder(http.server.BaseHTTPRequestHandler):
    """Answers every request without reading its body."""

    def do_GET(self) -> None:
        """Answer."""
        healthy = (self.command, self.path) == ("GET", "/health")
        self.send_response(200 if healthy else 503)
        self.send_header("Retry-After", "60")
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names that http.server wants


http.server.ThreadingHTTPServer(("", int(os.environ["PORT"])), Placeholder).serve_forever()
