"""The code of docs/frontend.md is copied as it stands: it runs, and it names what there is."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import requests
from google.cloud import firestore

from tests import typescript
from tests.documents.test_schema import COLLECTIONS
from tests.stack import Stack

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "frontend.md").read_text()
SAMPLES = dict(re.findall(r"```js\n// (\S+)\n(.*?)```", PAGE, re.DOTALL))
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
DRIVER = Path(__file__).parent / "frontend_samples.mjs"
MODULES = ROOT / "inbox" / "node_modules"
# A project of its own in the emulator that all tests share.
PROJECT = "demo-frontend"
SECONDS = 60

FIELDS = {
    name for document in typescript.documents().values() for name in typescript.fields(document)
}
# Names with an underscore of other parts, and of Google's client.
OTHERS = {"_merge", "base_query", "firestore_v1", "order_by", "to_dict"}

# Once in many runs the stream between Node's gRPC and the emulator breaks with this message, and
# the SDK waits a minute before it tries again. Nothing that the samples do causes it.
BROKEN_STREAM = "Received message larger than max"


def need(there: object, missing: str) -> None:
    """Skip a test for something that is missing; in CI that is a failure."""
    if there:
        return
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def node(*arguments: str, folder: Path, **environment: str) -> None:
    """Run Node in a folder; what it says is the failure."""
    program = shutil.which("node")
    need(program, "Node.js is not installed")
    done = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A folder with every sample as the file that its first line names."""
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for name, text in SAMPLES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def host(stack: Stack) -> str:
    """The Firestore emulator, with nothing in this project."""
    empty(stack.firestore)
    return stack.firestore


def empty(host: str) -> None:
    """Delete all documents of this project."""
    root = f"http://{host}/emulator/v1/projects/{PROJECT}/databases/(default)"
    requests.delete(f"{root}/documents", timeout=30).raise_for_status()


def test_every_sample_has_a_file_name_of_its_own() -> None:
    assert PAGE.count("```js\n") == len(SAMPLES)


def test_every_sample_is_valid_javascript(samples: Path) -> None:
    # Parses each as a module, without what it imports; `node --check` would start once a file.
    parse = (
        "const fs = require('fs'), vm = require('vm');"
        "for (const f of process.argv.slice(1))"
        " new vm.SourceTextModule(fs.readFileSync(f, 'utf8'), { identifier: f });"
    )
    node("--experimental-vm-modules", "-e", parse, *SAMPLES, folder=samples)


def test_the_samples_do_what_the_page_says(samples: Path, host: str) -> None:
    need((MODULES / "firebase").is_dir(), "firebase is not installed: npm ci in inbox/")
    (samples / "node_modules").symlink_to(MODULES)
    shutil.copy(DRIVER, samples)
    where = {"PORT": host.rpartition(":")[2], "PROJECT": PROJECT}
    try:
        node(DRIVER.name, folder=samples, **where)
    except AssertionError as error:
        if BROKEN_STREAM not in str(error):
            raise
        empty(host)
        node(DRIVER.name, folder=samples, **where)


def test_every_field_and_collection_that_a_sample_names_exists() -> None:
    for name, text in SAMPLES.items():
        assert set(re.findall(r"\b_?[a-z]+(?:_[a-z]+)+\b", text)) <= FIELDS | COLLECTIONS.keys(), (
            name
        )
        fields = re.findall(r'(?:where|orderBy|get)\("(\w+)"', text)
        assert set(fields) <= FIELDS, name
        named = re.findall(r'(?:collection|doc)\(db, ((?:"?\w+"?(?:, )?)+)\)', text)
        assert set(re.findall(r'"(\w+)"', " ".join(named))) <= COLLECTIONS.keys(), name


def test_every_field_that_the_page_names_exists() -> None:
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    named = {
        word
        for span in re.findall(r"`([^`\n]+)`", prose)
        for word in re.findall(r"(?<![\w/.])_?[a-z]+(?:_[a-z]+)+\b", span)
    }
    assert len(named) > 10
    assert named <= FIELDS | COLLECTIONS.keys() | OTHERS


def test_the_page_says_what_each_collection_shows() -> None:
    table = PAGE.partition("## The documents")[2].partition("\n**")[0]
    for collection in COLLECTIONS:
        assert re.search(rf"`(?:\S+/)?{collection}/\{{", table), collection


def test_every_listener_of_a_sample_can_be_stopped_and_reports_errors() -> None:
    watching = [text for text in SAMPLES.values() if "onSnapshot(" in text]
    assert len(watching) == 6
    for text in watching:
        assert "fail" in text
        assert re.search(r"return onSnapshot\(|stop: \(\) =>", text)


def test_the_python_sample_reads_what_is_there(host: str) -> None:
    with mock.patch.dict(os.environ, {"FIRESTORE_EMULATOR_HOST": host}):
        db = firestore.Client(project=PROJECT)
    documents: dict[str, dict[str, Any]] = {
        "conversations/+1": {"last_activity_at": 1},
        "conversations/+2": {"last_activity_at": 2},
        "activities/AC1": {"conversation_id": "+1", "occurred_at": 1},
        "activities/AC2": {"conversation_id": "+1", "occurred_at": 2},
        "activities/AC3": {"conversation_id": "+2", "occurred_at": 3},
        "contacts/+1": {"phone_number": "+1", "display_name": "Noor"},
        "contacts/+2": {"phone_number": "+2"},
    }
    for path, document in documents.items():
        db.document(path).set(document)
    sample: dict[str, Any] = {}
    exec(PYTHON, sample)  # noqa: S102 - the page's own code, to see that it works
    assert [one["id"] for one in sample["latest_conversations"](db)] == ["+2", "+1"]
    assert [one["id"] for one in sample["timeline"](db, "+1", most=1)] == ["AC2"]
    assert [sample["display_name"](db, one) for one in ("+1", "+2", "+3")] == ["Noor", "+2", "+3"]
    assert set(re.findall(r'"(\w+)"', PYTHON)) <= FIELDS | COLLECTIONS.keys() | {"DESCENDING", "id"}
    db.close()  # type: ignore[no-untyped-call]
