"""The demo: sends the samples through the pipeline and shows what became of them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from google.api_core.exceptions import GoogleAPIError
from google.cloud import firestore

from emulator import keys
from emulator.demo import arrivals, report, samples
from emulator.errors import StackError
from emulator.ports import address
from emulator.processes.services import PROJECT
from emulator.stack import Stack
from emulator.terminal import Terminal


def run(stack: Stack, env: Mapping[str, str], terminal: Terminal) -> None:
    """Send the samples, wait until all are stored, show the result.

    Raises StackError when one does not arrive or does not end as it should.
    """
    bodies = samples.load(datetime.now(UTC))
    terminal.say(f"Sending {len(bodies)} sample events, signed, to the receiver.")
    receiver = f"http://{address(stack.ports.receiver)}"
    ids = samples.send(receiver, bodies, keys.signer(env), stack.check)
    client = firestore.Client(project=PROJECT)
    try:
        events = arrivals.wait(client, ids, stack.check)
        _show(client, events, terminal)
    except GoogleAPIError as error:
        raise StackError("The Firestore emulator does not answer.") from error
    finally:
        client.close()  # type: ignore[no-untyped-call]
    if wrong := arrivals.problems(events):
        raise StackError("\n".join(wrong))


def _show(client: firestore.Client, events: arrivals.Documents, terminal: Terminal) -> None:
    contacts = report.read(client, "contacts")
    conversations = report.read(client, "conversations")
    activities = report.read(client, "activities")
    terminal.show(report.contacts(contacts))
    terminal.show(report.conversations(conversations, activities, contacts))
    terminal.show(report.calls(activities, conversations, contacts))
    terminal.show(report.failures(events))
    terminal.show(report.summary(events))
