"""What runs in both services before the first build."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from tests.stack import until
from tests.terraform.files import FOLDER, TEXT


@pytest.fixture
def placeholder() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # As Cloud Run starts it: python -c, with the file's text as the argument.
    with subprocess.Popen(
        [sys.executable, "-c", (FOLDER / "placeholder.py").read_text()],
        env=os.environ | {"PORT": str(port)},
        stderr=subprocess.DEVNULL,
    ) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            until(lambda: _answers(url), 20, "it did not start")
            yield url
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code > 0
    except requests.ConnectionError:
        return False


def test_it_is_healthy_so_that_the_first_apply_succeeds(placeholder: str) -> None:
    assert requests.get(f"{placeholder}/health", timeout=5).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/webhooks/openphone", "/health"])
def test_it_never_acknowledges_an_event(placeholder: str, path: str) -> None:
    answer = requests.post(placeholder + path, data=b"x" * 100_000, timeout=5)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"


def test_terraform_starts_it_that_way_in_the_image_of_the_services() -> None:
    assert 'command = ["python", "-c"]' in TEXT
    assert 'args    = [file("${path.module}/placeholder.py")]' in TEXT
    image = re.search(r'image   = "docker\.io/library/([^"]+)"', TEXT)
    assert image
    assert f"FROM {image[1]} AS" in (FOLDER.parent / "Dockerfile").read_text()
