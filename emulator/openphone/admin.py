"""The simulator's own endpoints under /simulator: not of the real API, and without a key."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from emulator.openphone.auth import Fault, Gate
from emulator.openphone.context import Context
from emulator.openphone.errors import ApiError, problem
from emulator.openphone.scenarios import happen
from emulator.openphone.sender import Settings
from emulator.openphone.wire import Answer

PREFIX = "/simulator"


def answer(context: Context, gate: Gate) -> Answer:
    """Answer a request to one of the simulator's own endpoints.

    Raises ApiError, 404, for one that there is not, and 400 for fields that it cannot read.
    """
    request = context.request
    endpoint = _ENDPOINTS.get(f"{request.method} {request.path.removeprefix(PREFIX)}")
    if not endpoint:
        raise ApiError(404)
    try:
        return endpoint(context, gate)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        wrong = problem("", f"{type(error).__name__} of a field", None, "Object")
        raise ApiError(400, problems=[wrong]) from error


def _settings(context: Context, gate: Gate) -> Answer:
    return Answer(body={"data": asdict(context.sender.settings) | {"rate": gate.rate}})


def _configure(context: Context, gate: Gate) -> Answer:
    given = context.request.json()
    gate.rate = int(given.pop("rate", gate.rate))
    context.sender.configure(Settings(**(asdict(context.sender.settings) | given)))
    return _settings(context, gate)


def _order_fault(context: Context, gate: Gate) -> Answer:
    fault = Fault(**context.request.json())
    gate.order(fault)
    return Answer(201, {"data": asdict(fault)})


def _faults(_: Context, gate: Gate) -> Answer:
    return _list([asdict(fault) for fault in gate.faults()])


def _forget_faults(_: Context, gate: Gate) -> Answer:
    gate.forget_faults()
    return Answer(204)


def _requests(_: Context, gate: Gate) -> Answer:
    return _list(gate.requests())


def _forget_requests(_: Context, gate: Gate) -> Answer:
    gate.forget_requests()
    return Answer(204)


def _workspace(context: Context, _: Gate) -> Answer:
    return Answer(body={"data": context.workspace.show()})


def _add(context: Context, gate: Gate) -> Answer:
    context.workspace.put(context.request.json())
    return _workspace(context, gate)


def _replace(context: Context, gate: Gate) -> Answer:
    given = context.request.json()
    context.workspace.clear()
    context.workspace.put(given)
    return _workspace(context, gate)


def _happen(context: Context, _: Gate) -> Answer:
    return Answer(201, {"data": happen(context, context.request.json())})


def _deliveries(context: Context, _: Gate) -> Answer:
    return _list(
        [
            delivery.show()
            | {"webhookId": delivery.webhook.id, "apiVersion": delivery.webhook.shape}
            for delivery in context.sender.all()
        ]
    )


def _reset(context: Context, gate: Gate) -> Answer:
    context.sender.forget()
    context.webhooks.clear()
    context.workspace.reset()
    gate.forget_faults()
    gate.forget_requests()
    return Answer(204)


def _list(found: list[Any]) -> Answer:
    return Answer(body={"data": found})


_ENDPOINTS: dict[str, Callable[[Context, Gate], Answer]] = {
    "GET /settings": _settings,
    "PATCH /settings": _configure,
    "GET /faults": _faults,
    "POST /faults": _order_fault,
    "DELETE /faults": _forget_faults,
    "GET /requests": _requests,
    "DELETE /requests": _forget_requests,
    "GET /workspace": _workspace,
    "POST /workspace": _add,
    "PUT /workspace": _replace,
    "POST /events": _happen,
    "GET /deliveries": _deliveries,
    "POST /reset": _reset,
}
