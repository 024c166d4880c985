"""Asks Firestore as a browser does: over REST, with the token of a person.

The emulator takes tokens without a signature, refuses REST without a token as it would refuse
anybody, and lets `owner` do everything.
"""

import base64
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import requests

from tests.rules.table import DOCUMENTS, GROUPS, PEOPLE, SAMPLE, TYPICAL, Claims
from tests.stack import Stack

OWNER = {"authorization": "Bearer owner"}
AT_ONCE = 4


class Check(NamedTuple):
    """One question: may this person do this with that?"""

    who: str
    verb: str
    what: str

    def __str__(self) -> str:
        """Name the test of it."""
        return f"{self.who} - {self.verb} - {self.what}"


def checks() -> list[Check]:
    """Return the questions: every one of typical people, of the others whether they may read."""
    found = [Check(who, "get", what) for who in PEOPLE if who not in TYPICAL for what in SAMPLE]
    for who in TYPICAL:
        found += [Check(who, verb, what) for verb in VERBS for what in DOCUMENTS]
        found += [Check(who, "get missing", what) for what in SAMPLE]
        found += [Check(who, "query all", group) for group in GROUPS]
    return found


class Browser:
    """A Firestore project on the stack's emulator, with a document of each kind."""

    def __init__(self, stack: Stack, project: str) -> None:
        """Take a project that nobody else uses: it has the stack's rules until others are set."""
        self._host, self._project = f"http://{stack.firestore}", project
        self._root = f"projects/{project}/databases/(default)/documents"
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy for 127.0.0.1
        names = [f"{self._root}/{path}" for path in DOCUMENTS.values()]
        writes = [{"update": {"name": name, "fields": {}}} for name in names]
        url = f"{self._host}/v1/{self._root}:commit"
        self._session.post(url, json={"writes": writes}, headers=OWNER).raise_for_status()

    def use(self, rules: str) -> list[str]:
        """Replace the rules of this project alone and give what the emulator warns of.

        Fails where they are not rules.
        """
        url = f"{self._host}/emulator/v1/projects/{self._project}:securityRules"
        files = [{"name": "firestore.rules", "content": rules}]
        answer = self._session.put(url, json={"rules": {"files": files}}, timeout=30)
        assert answer.ok, answer.text
        issues = answer.json().get("issues", ())
        # A function or a variable that nobody uses, for example.
        assert all(issue["severity"] == "WARNING" for issue in issues), answer.text
        return [issue["description"] for issue in issues]

    def status(self, check: Check) -> int:
        """Return the status that answers a question."""
        who = PEOPLE[check.who]
        if check.verb == "query all":
            return self._query("", check.what, who.claims, everywhere=True)
        if check.verb == "get missing":
            return self.get_missing(DOCUMENTS[check.what], who.claims)
        return VERBS[check.verb](self, DOCUMENTS[check.what], who.claims)

    def statuses(self, questions: Iterable[Check]) -> dict[Check, int]:
        """Return the statuses that answer many questions."""
        asked = list(questions)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return dict(zip(asked, pool.map(self.status, asked), strict=True))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def send(
        self,
        method: str,
        path: str,
        claims: Claims | None,
        **more: Any,  # noqa: ANN401 - passed on
    ) -> int:
        """Send a request about a document or a collection and give the status of the answer."""
        headers = {} if claims is None else {"authorization": f"Bearer {token(claims)}"}
        url = f"{self._host}/v1/{self._root}{path}"
        answer = self._session.request(method, url, headers=headers, timeout=30, **more)
        return answer.status_code

    def _query(
        self, below: str, collection: str, claims: Claims | None, *, everywhere: bool
    ) -> int:
        source = {"collectionId": collection, "allDescendants": everywhere}
        query = {"from": [source], "limit": 1}
        return self.send("POST", f"{below}:runQuery", claims, json={"structuredQuery": query})

    def get(self, path: str, claims: Claims | None) -> int:
        """Read a document."""
        return self.send("GET", f"/{path}", claims)

    def get_missing(self, path: str, claims: Claims | None) -> int:
        """Read a document that is not there."""
        return self.send("GET", f"/{_collection(path)}/missing", claims)

    def list(self, path: str, claims: Claims | None) -> int:
        """Read the documents of a collection."""
        return self.send("GET", f"/{_collection(path)}", claims, params={"pageSize": "1"})

    def query(self, path: str, claims: Claims | None) -> int:
        """Read the documents of a collection by a query."""
        below, _, name = f"/{_collection(path)}".rpartition("/")
        return self._query(below, name, claims, everywhere=False)

    def create(self, path: str, claims: Claims | None) -> int:
        """Make a document."""
        return self.send("POST", f"/{_collection(path)}", claims, json={"fields": {}})

    def update(self, path: str, claims: Claims | None) -> int:
        """Change a document."""
        fields = {"fields": {"deleted": {"booleanValue": True}}}
        return self.send("PATCH", f"/{path}", claims, json=fields)

    def delete(self, path: str, claims: Claims | None) -> int:
        """Delete a document."""
        return self.send("DELETE", f"/{path}", claims)


VERBS: dict[str, Callable[[Browser, str, Claims | None], int]] = {
    "get": Browser.get,
    "list": Browser.list,
    "query": Browser.query,
    "create": Browser.create,
    "update": Browser.update,
    "delete": Browser.delete,
}


def token(claims: Claims) -> str:
    """Return the unsigned token of somebody with these claims."""
    whole = {"sub": "somebody", "user_id": "somebody", **claims}
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(whole)}."


def _part(content: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _collection(path: str) -> str:
    return path.rpartition("/")[0]
