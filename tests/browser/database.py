"""Firestore databases on the stack's emulator, each empty and of one test, under the same rules."""

import os
import uuid
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from unittest import mock

import requests
from google.cloud import firestore

from tests.stack import Stack

BATCH = 500
DENY_ALL = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents/{document=**} {
    allow read: if false;
  }
}
"""

Fields = Mapping[str, Any]


class Database:
    """An empty database, written to as its owner: the page cannot tell who wrote."""

    def __init__(self, stack: Stack) -> None:
        """Take a project that nobody else uses."""
        self.project = f"demo-{uuid.uuid4().hex[:20]}"
        self._emulator = f"http://{stack.firestore}/emulator/v1/projects/{self.project}"
        with mock.patch.dict(os.environ, {"FIRESTORE_EMULATOR_HOST": stack.firestore}):
            self._client = firestore.Client(project=self.project)

    def write(self, *documents: tuple[str, Fields]) -> None:
        """Write documents, given as path and fields; what stood there is gone."""
        rest: Iterable[tuple[str, Fields]] = iter(documents)
        while some := list(islice(rest, BATCH)):
            batch = self._client.batch()
            for path, fields in some:
                batch.set(self._client.document(path), dict(fields))
            batch.commit()

    def delete(self, path: str) -> None:
        """Delete a document."""
        self._client.document(path).delete()

    def deny_all(self) -> None:
        """Let nobody read this database from now on."""
        files = [{"name": "firestore.rules", "content": DENY_ALL}]
        url = f"{self._emulator}:securityRules"
        requests.put(url, json={"rules": {"files": files}}, timeout=30).raise_for_status()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()  # type: ignore[no-untyped-call]
