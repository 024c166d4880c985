"""One business on its way from one generation of webhooks to the other, and what came of it."""

import json
from typing import Any

from tests.cli import console
from tests.cli.gateway import Gateway
from tests.cli.kept import Kept
from tests.cli.traffic import Traffic
from tests.cli.traffic_documents import Expected, Heard, shown
from tests.stack import Stack, until

SECONDS = 40


class Migration:
    """One business on its way: commands, traffic, and what came of it."""

    def __init__(
        self, stack: Stack, simulator: console.Simulator, gateway: Gateway, kept: Kept
    ) -> None:
        """Begin with no webhook."""
        self.stack, self.simulator, self.gateway = stack, simulator, gateway
        simulator.admin("POST", "/reset")
        self.traffic = Traffic(simulator)
        self._env = {
            **simulator.env,
            **kept.env,
            "WEBHOOK_BASE_URL": gateway.url,
            "FIRESTORE_EMULATOR_HOST": stack.firestore,
            "PUBSUB_EMULATOR_HOST": stack.pubsub,
        }

    def run(self, *command: str, **env: str) -> Any:  # noqa: ANN401 - JSON
        """Run a command that must succeed, and give its JSON."""
        done = console.run(*command, "--json", env=self._env | env)
        assert done.status == 0, done
        return json.loads(done.stdout)

    def create(self, api: str, events: str) -> None:
        """Create the webhooks of a generation."""
        self.run("webhooks", "create", "--api", api, "--events", events)

    def delete(self, api: str) -> None:
        """Delete the webhooks of a generation by their URL."""
        url = f"{self.gateway.url}/api/webhooks/openphone"
        self.run("webhooks", "delete", "--api", api, "--url", url, "--yes")

    def deliveries(self) -> list[dict[str, Any]]:
        """Return all deliveries."""
        found: list[dict[str, Any]] = self.simulator.admin("GET", "/deliveries")["data"]
        return found

    def settle(self) -> None:
        """Wait until no delivery is on its way: each was accepted, or its webhook is deleted."""
        until(
            lambda: {one["status"] for one in self.deliveries()} <= {"success", "failed"},
            SECONDS,
            "deliveries did not end",
        )
        there = {one["id"] for one in self.simulator.webhooks()}
        given_up = [one for one in self.deliveries() if one["status"] == "failed"]
        assert not [one for one in given_up if one["webhookId"] in there]

    def records(self) -> dict[str, dict[str, Any]]:
        """Wait until what was accepted is stored; give the records of all events that are."""
        accepted = {one["eventId"] for one in self.deliveries() if one["status"] == "success"}
        for event_id in accepted:
            self.stack.wait_for_event(event_id)
        ids = {name for one in self.traffic.happened for name in one.events.values()}
        found = {name: self.stack.document(f"webhook_events/{name}") for name in ids}
        return {name: record for name, record in found.items() if record}

    def happened(self) -> set[str]:
        """Return the ids of all messages and calls that the simulator has."""
        workspace = self.simulator.admin("GET", "/workspace")["data"]
        return {one["id"] for one in workspace["messages"] + workspace["calls"]}

    def assert_stored(self, heard: Heard) -> None:
        """Compare Firestore with what was heard of what happened."""
        workspace = self.simulator.admin("GET", "/workspace")["data"]
        expected = Expected(self.traffic, workspace, heard)
        self._assert_documents("activities", expected.activities(), "participants", "to_numbers")
        self._assert_documents("conversations", expected.conversations(), "participants")
        contacts = self._ours("contacts", "phone_number")
        assert contacts.keys() == expected.numbers()
        names = expected.names()
        assert {name: contacts[name].get("display_name") for name in names} == names

    def assert_recorded(self, records: dict[str, dict[str, Any]]) -> None:
        """Compare every record with what happened and what was sent."""
        for one in self.traffic.happened:
            told = [records[name] for name in one.events.values() if name in records]
            assert bool(told) == bool(one.events), one
            assert all(record["processed"] and "error_message" not in record for record in told)
            # An event of a contact is about no activity.
            about = {record.get("activity_id", one.item_id) for record in told}
            assert about <= {one.item_id}, one
        sent = {one["eventId"]: one["requestBody"] for one in self.deliveries()}
        for event_id, record in records.items():
            assert json.loads(record["payload"]) == sent[event_id]

    def assert_no_dead_letters(self, records: dict[str, dict[str, Any]]) -> None:
        """Ask the command line for those of this traffic."""
        letters = self.run("dead-letters", "list", "--wait", "0.5")
        assert not {letter["event_id"] for letter in letters} & records.keys()

    def documents(self) -> dict[str, Any]:
        """Return all that front ends read of this business."""
        return {
            name: {key: _without_merge(one) for key, one in self._ours(name, *fields).items()}
            for name, fields in {
                "activities": ("participants", "to_numbers", "from_number"),
                "conversations": ("participants",),
                "contacts": ("phone_number",),
            }.items()
        }

    def _assert_documents(
        self, collection: str, expected: dict[str, dict[str, Any]], *fields: str
    ) -> None:
        stored = self._ours(collection, "from_number", *fields)
        assert stored.keys() == expected.keys()
        for name, fields_of in expected.items():
            assert shown(stored[name], fields_of) == fields_of, name

    def _ours(self, collection: str, *fields: str) -> dict[str, dict[str, Any]]:
        """Return the documents that name one of our people."""
        people = set(self.traffic.people)
        return {
            name: one
            for name, one in self.stack.documents(collection).items()
            if any(people & _texts(one.get(field)) for field in fields)
        }


def _texts(value: object) -> set[object]:
    return set(value) if isinstance(value, list) else {value}


def _without_merge(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "_merge"}
