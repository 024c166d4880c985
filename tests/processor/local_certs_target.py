"""The processor with certificates from a file instead of Google's, and otherwise unchanged."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from processor import oidc


def _local_certs() -> Mapping[str, str]:
    certs: Mapping[str, str] = json.loads(Path(os.environ["TEST_CERTS"]).read_text())
    return certs


oidc.fetch_certs = _local_certs  # type: ignore[assignment]

from processor.main import process  # noqa: E402 - after the change above

__all__ = ["process"]
