"""The simulator's own endpoints under /simulator, which the real API lacks; they need no key."""

from dataclasses import asdict

from emulator.openphone.context import Answer, Context, Endpoint
from emulator.openphone.errors import invalid
from emulator.openphone.faults import Fault
from emulator.openphone.items import Item
from emulator.openphone.scenarios import play
from emulator.openphone.webhooks.sender import Settings

PREFIX = "/simulator"


def _settings(context: Context) -> Item:
    return {"data": asdict(context.sender.settings) | {"rate": context.limit.rate}}


def _configure(context: Context) -> Item:
    given = context.json()
    context.limit.rate = int(given.pop("rate", context.limit.rate))
    context.sender.configure(Settings(**(asdict(context.sender.settings) | given)))
    return _settings(context)


def _order_fault(context: Context) -> tuple[Item, int]:
    fault = Fault(**context.json())
    context.faults.append(fault)
    return {"data": asdict(fault)}, 201


def _add(context: Context) -> Item:
    context.workspace.put(context.json())
    return {"data": context.workspace.show()}


def _replace(context: Context) -> Item:
    context.json()  # refuses before anything is lost
    context.workspace.clear()
    return _add(context)


def _deliveries(context: Context) -> Item:
    deliveries = [
        one.show() | {"webhookId": one.webhook.id, "apiVersion": one.webhook.api_version}
        for one in context.sender.deliveries.values()
    ]
    return {"data": deliveries}


def _reset(context: Context) -> None:
    context.sender.forget()
    context.webhooks.clear()
    context.workspace.reset()
    context.faults.clear()
    context.requests.clear()


def _checked(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint, refusing fields that it cannot read with a 400."""

    def answer(context: Context) -> Answer:
        try:
            return endpoint(context)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise invalid("", f"{type(error).__name__} of a field", None, "Object") from error

    return answer


_ENDPOINTS: dict[str, Endpoint] = {
    "GET /settings": _settings,
    "PATCH /settings": _configure,
    "GET /faults": lambda context: {"data": [asdict(fault) for fault in context.faults]},
    "POST /faults": _order_fault,
    "DELETE /faults": lambda context: context.faults.clear(),
    "GET /requests": lambda context: {"data": context.requests},
    "DELETE /requests": lambda context: context.requests.clear(),
    "GET /workspace": lambda context: {"data": context.workspace.show()},
    "POST /workspace": _add,
    "PUT /workspace": _replace,
    "POST /events": lambda context: ({"data": play(context, context.json())}, 201),
    "GET /deliveries": _deliveries,
    "POST /reset": _reset,
}
ENDPOINTS = {name: _checked(endpoint) for name, endpoint in _ENDPOINTS.items()}
